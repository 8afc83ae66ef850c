using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>A simulated session: instrument, seed, and who trades. The defaults make a market of about 130 level events and 10 trades a second.</summary>
public sealed record SimulationOptions
{
    /// <value>Fixes everything random in the session. Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <value>What is traded. Default: id 1, symbol SIM, ticks of 0.01, lots of 0.001.</value>
    public Instrument Instrument { get; init; } = new(1, "SIM", 0.01m, 0.001m, "simulation");

    /// <value>Exchange time at the start, nanoseconds since 1970. Default 2024-01-02T09:00:00Z.</value>
    public long StartTime { get; init; } = 1_704_186_000_000_000_000;

    /// <value>Mid price around which the opening book is built, in ticks, at least 200. Default 10,000.</value>
    public long InitialMidTicks { get; init; } = 10_000;

    /// <value>Delay of the public streams: receive time minus exchange time. Default none.</value>
    public LatencyModel FeedLatency { get; init; } = LatencyModel.None;

    /// <value>Level changes are gathered over this interval and published together; zero publishes after every command. Default zero.</value>
    public TimeSpan LevelInterval { get; init; } = TimeSpan.Zero;

    /// <value>The slow regime.</value>
    public RegimeOptions Regimes { get; init; } = new();

    /// <value>Limit orders and cancellations of many small traders; null leaves them out.</value>
    public BackgroundFlowOptions? Background { get; init; } = new();

    /// <value>Clustered market orders; null leaves them out.</value>
    public HawkesFlowOptions? MarketOrders { get; init; } = new();

    /// <value>A market maker; null leaves it out.</value>
    public MarketMakerOptions? MarketMaker { get; init; } = new();

    /// <value>A trend follower; null leaves it out.</value>
    public TrendFollowerOptions? TrendFollower { get; init; } = new();

    internal void Validate()
    {
        Require.Present(Instrument, nameof(Instrument));
        Require.Present(FeedLatency, nameof(FeedLatency));
        Require.Present(Regimes, nameof(Regimes));
        Require.AtLeast(InitialMidTicks, 200, nameof(InitialMidTicks));
        Require.AtMost(InitialMidTicks, 1L << 50, nameof(InitialMidTicks));
        Require.AtLeast(LevelInterval, TimeSpan.Zero, nameof(LevelInterval));
        Regimes.Validate();
        Background?.Validate();
        MarketOrders?.Validate();
        MarketMaker?.Validate();
        TrendFollower?.Validate();
    }
}
