namespace Trading.Sdk.Microstructure;

/// <summary>What a <see cref="FeatureSource"/> wants to hear between two rows.</summary>
[Flags]
public enum FeatureInputs
{
    /// <summary>Nothing: the source reads the market when a row is due.</summary>
    None = 0,

    /// <summary>Trades: <see cref="FeatureSource.OnTrade"/>.</summary>
    Trades = 1,

    /// <summary>Depth messages after they were applied: <see cref="FeatureSource.OnDepth"/>.</summary>
    Depth = 2,

    /// <summary>Each event of a depth message: <see cref="FeatureSource.OnDepthEvent"/>.</summary>
    DepthEvents = 4,
}
