namespace Trading.Sdk.Simulation;

/// <summary>A market maker: post-only quotes on both sides of the mid, shifted against its inventory, renewed at an interval.</summary>
public sealed record MarketMakerOptions
{
    /// <value>Time between two looks at the market. Default 50 ms.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <value>Distance of the best own quote from the mid, in ticks, at least 0. Default 1.5.</value>
    public double HalfSpreadTicks { get; init; } = 1.5;

    /// <value>Quotes per side, one tick apart, 1…64. Default 3.</value>
    public int Levels { get; init; } = 3;

    /// <value>Lots of each quote, at least 1. Default 200.</value>
    public long QuoteLots { get; init; } = 200;

    /// <value>Inventory at which it quotes one side only, in lots, at least 1. Default 4,000.</value>
    public long InventoryMax { get; init; } = 4_000;

    /// <value>Shift of the quotes at full inventory, in ticks, at least 0. Default 4.</value>
    public double SkewTicks { get; init; } = 4.0;

    /// <value>Delay of orders and reports. Default 0.2 ms plus an exponential 0.1 ms.</value>
    public LatencyModel Latency { get; init; } = LatencyModel.Exponential(TimeSpan.FromMicroseconds(200), TimeSpan.FromMicroseconds(100));

    internal void Validate()
    {
        Require.Present(Latency, nameof(Latency));
        Require.Above(Interval, TimeSpan.Zero, nameof(Interval));
        Require.NotNegative(HalfSpreadTicks, nameof(HalfSpreadTicks));
        Require.NotNegative(SkewTicks, nameof(SkewTicks));
        Require.AtLeast(Levels, 1, nameof(Levels));
        Require.AtMost(Levels, 64, nameof(Levels));
        Require.AtLeast(QuoteLots, 1, nameof(QuoteLots));
        Require.AtMost(QuoteLots, MatchingEngine.QuantityMax, nameof(QuoteLots));
        Require.AtLeast(InventoryMax, 1, nameof(InventoryMax));
    }
}
