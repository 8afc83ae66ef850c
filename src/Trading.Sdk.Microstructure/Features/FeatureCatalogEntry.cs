namespace Trading.Sdk.Microstructure;

/// <summary>A measure that feature sets can name.</summary>
/// <param name="Measure">Name.</param>
/// <param name="Parameters">Parameters with their defaults.</param>
/// <param name="Description">One line: what it gives.</param>
public sealed record FeatureCatalogEntry(string Measure, IReadOnlyDictionary<string, double> Parameters, string Description);
