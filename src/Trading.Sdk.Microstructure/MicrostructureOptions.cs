namespace Trading.Sdk.Microstructure;

/// <summary>Settings of the package when it is registered with a service collection.</summary>
public sealed class MicrostructureOptions
{
    /// <value>Settings of feature engines.</value>
    public FeatureEngineOptions Features { get; set; } = new();

    /// <value>Constants of depth analyzers.</value>
    public DepthAnalyzerOptions Depth { get; set; } = new();

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Features);
        ArgumentNullException.ThrowIfNull(Depth);
        Features.Validate();
        Depth.Validate();
    }
}
