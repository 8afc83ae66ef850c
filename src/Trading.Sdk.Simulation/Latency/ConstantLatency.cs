namespace Trading.Sdk.Simulation;

/// <summary>A delay that never varies.</summary>
internal sealed class ConstantLatency : LatencyModel
{
    private readonly long _nanos;

    public ConstantLatency(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        _nanos = delay.Ticks * TimeSpan.NanosecondsPerTick;
    }

    public override long NextNanos(SimulationRandom random) => _nanos;
}
