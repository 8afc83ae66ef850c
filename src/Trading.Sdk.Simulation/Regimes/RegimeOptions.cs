namespace Trading.Sdk.Simulation;

/// <summary>
/// The slow regime: a Markov chain over <see cref="SimulatedRegime"/> that moves a hidden value (what informed traders know) and
/// scales the activity of the other flows. The flows lean towards the value, so the price follows it.
/// </summary>
public sealed record RegimeOptions
{
    /// <value>Mean stay in a regime (exponential). Default 5 minutes.</value>
    public TimeSpan MeanDwell { get; init; } = TimeSpan.FromMinutes(5);

    /// <value>Step of the hidden value. Default 100 ms.</value>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <value>Drift of the value while trending, ticks per second, at least 0. Default 0.4.</value>
    public double TrendTicksPerSecond { get; init; } = 0.4;

    /// <value>Standard deviation of the value outside volatile times, ticks per √second, at least 0. Default 0.8.</value>
    public double CalmVolatility { get; init; } = 0.8;

    /// <value>Standard deviation of the value in volatile times, ticks per √second, at least 0. Default 4.</value>
    public double HighVolatility { get; init; } = 4.0;

    /// <value>Share of the distance to the anchor that the value loses per second while ranging, 0…1. Default 0.02.</value>
    public double ReversionPerSecond { get; init; } = 0.02;

    /// <value>Distance between value and price, in ticks, at which flows lean fully to one side; above 0. Default 25.</value>
    public double FullLeanTicks { get; init; } = 25.0;

    /// <value>Factor on market orders and cancellations in volatile times, above 0. Default 2.</value>
    public double VolatileActivity { get; init; } = 2.0;

    /// <value>The regime at the start. Default ranging.</value>
    public SimulatedRegime Initial { get; init; } = SimulatedRegime.Ranging;

    internal void Validate()
    {
        Require.Above(MeanDwell, TimeSpan.Zero, nameof(MeanDwell));
        Require.Above(Step, TimeSpan.Zero, nameof(Step));
        Require.NotNegative(TrendTicksPerSecond, nameof(TrendTicksPerSecond));
        Require.NotNegative(CalmVolatility, nameof(CalmVolatility));
        Require.NotNegative(HighVolatility, nameof(HighVolatility));
        Require.Share(ReversionPerSecond, nameof(ReversionPerSecond));
        Require.Positive(FullLeanTicks, nameof(FullLeanTicks));
        Require.Positive(VolatileActivity, nameof(VolatileActivity));
    }
}
