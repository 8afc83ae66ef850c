namespace Trading.Sdk.Microstructure;

/// <summary>A measure by its catalogue name, with its parameters.</summary>
/// <param name="Measure">Name in <see cref="FeatureCatalog"/>.</param>
/// <param name="Parameters">Parameters that differ from their defaults.</param>
public sealed record FeatureDefinition(string Measure, IReadOnlyDictionary<string, double> Parameters)
{
    /// <summary>A measure with its default parameters.</summary>
    public FeatureDefinition(string measure)
        : this(measure, new Dictionary<string, double>(StringComparer.Ordinal))
    {
    }

    /// <summary>A measure with one parameter.</summary>
    public FeatureDefinition(string measure, string parameter, double value)
        : this(measure, new Dictionary<string, double>(StringComparer.Ordinal) { [parameter] = value })
    {
    }
}
