namespace Trading.Sdk.Simulation;

/// <summary>A trend follower: compares a fast with a slow average of the mid price and takes the side of the difference with immediate-or-cancel orders.</summary>
public sealed record TrendFollowerOptions
{
    /// <value>Time between two looks at the market. Default 250 ms.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <value>Looks over which the fast average forgets, above 1. Default 40.</value>
    public double FastSpan { get; init; } = 40.0;

    /// <value>Looks over which the slow average forgets, above the fast span. Default 400.</value>
    public double SlowSpan { get; init; } = 400.0;

    /// <value>Difference of the averages, in ticks, from which it holds a position; above 0. It leaves at half of it. Default 3.</value>
    public double EntryTicks { get; init; } = 3.0;

    /// <value>Position it builds, in lots, at least 1. Default 1,500.</value>
    public long PositionLots { get; init; } = 1_500;

    /// <value>Largest single order, in lots, at least 1. Default 300.</value>
    public long OrderLots { get; init; } = 300;

    /// <value>Worst price it accepts, in ticks beyond the opposite best, at least 0. Default 2.</value>
    public long SlippageTicksMax { get; init; } = 2;

    /// <value>Delay of orders and reports. Default 2 ms plus an exponential 1 ms.</value>
    public LatencyModel Latency { get; init; } = LatencyModel.Exponential(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(1));

    internal void Validate()
    {
        Require.Present(Latency, nameof(Latency));
        Require.Above(Interval, TimeSpan.Zero, nameof(Interval));
        Require.Above(FastSpan, 1.0, nameof(FastSpan));
        Require.Above(SlowSpan, FastSpan, nameof(SlowSpan));
        Require.Positive(SlowSpan, nameof(SlowSpan));

        Require.Positive(EntryTicks, nameof(EntryTicks));
        Require.AtLeast(PositionLots, 1, nameof(PositionLots));
        Require.AtLeast(OrderLots, 1, nameof(OrderLots));
        Require.AtMost(OrderLots, MatchingEngine.QuantityMax, nameof(OrderLots));
        Require.AtLeast(SlippageTicksMax, 0, nameof(SlippageTicksMax));
    }
}
