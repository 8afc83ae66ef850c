namespace Trading.Sdk.Simulation;

/// <summary>A floor plus an exponential excess.</summary>
internal sealed class ExponentialLatency : LatencyModel
{
    private readonly long _minimumNanos;
    private readonly double _meanExcessNanos;

    public ExponentialLatency(TimeSpan minimum, TimeSpan meanExcess)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimum, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(meanExcess, TimeSpan.Zero);
        _minimumNanos = minimum.Ticks * TimeSpan.NanosecondsPerTick;
        _meanExcessNanos = (double)meanExcess.Ticks * TimeSpan.NanosecondsPerTick;
    }

    public override long NextNanos(SimulationRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _minimumNanos + (long)random.NextExponential(_meanExcessNanos);
    }
}
