namespace Trading.Sdk.Microstructure;

/// <summary>A measure that feature sets can name.</summary>
/// <param name="Measure">Name.</param>
/// <param name="Parameters">Parameters with their defaults; NaN = must be given.</param>
/// <param name="Description">One line: what it gives.</param>
public sealed record FeatureCatalogEntry(string Measure, IReadOnlyDictionary<string, double> Parameters, string Description)
{
    /// <summary>True when every parameter has a default: the measure can be named without any.</summary>
    public bool IsComplete => Parameters.Values.All(v => !double.IsNaN(v));
}
