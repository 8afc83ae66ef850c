namespace Trading.Sdk.Simulation;

/// <summary>Moves the hidden value and the regime; read by the flows through <see cref="MarketAccess"/>.</summary>
internal sealed class RegimeProcess
{
    private readonly RegimeOptions _options;
    private readonly SimulationRandom _random;
    private readonly double _anchor;
    private readonly double _stepSeconds;
    private readonly double _stepRoot;
    private long _nextChange;

    public RegimeProcess(RegimeOptions options, SimulationRandom random, double anchorTicks, long start)
    {
        _options = options;
        _random = random;
        _anchor = anchorTicks;
        ValueTicks = anchorTicks;
        Regime = options.Initial;
        StepNanos = options.Step.Ticks * TimeSpan.NanosecondsPerTick;
        _stepSeconds = StepNanos / 1e9;
        _stepRoot = Math.Sqrt(_stepSeconds);
        _nextChange = start + Dwell();
    }

    public SimulatedRegime Regime { get; private set; }

    public double ValueTicks { get; private set; }

    public long StepNanos { get; }

    public double Activity => Regime == SimulatedRegime.Volatile ? _options.VolatileActivity : 1.0;

    /// <summary>-1…+1: how far the flows lean to selling or buying at this mid price.</summary>
    public double Lean(double midTicks) => Math.Clamp((ValueTicks - midTicks) / _options.FullLeanTicks, -1.0, 1.0);

    public void Step(long now)
    {
        if (now >= _nextChange)
        {
            // Each of the three other regimes is as likely.
            Regime = (SimulatedRegime)(((int)Regime + 1 + _random.NextInt32(3)) % 4);
            _nextChange = now + Dwell();
        }

        double volatility = Regime == SimulatedRegime.Volatile ? _options.HighVolatility : _options.CalmVolatility;
        double drift = Regime switch
        {
            SimulatedRegime.TrendingUp => _options.TrendTicksPerSecond,
            SimulatedRegime.TrendingDown => -_options.TrendTicksPerSecond,
            SimulatedRegime.Ranging => (_anchor - ValueTicks) * _options.ReversionPerSecond,
            _ => 0.0,
        };
        // Far from zero: a price of a few ticks has no room for a spread.
        ValueTicks = Math.Max(ValueTicks + drift * _stepSeconds + volatility * _stepRoot * _random.NextNormal(), 100.0);
    }

    private long Dwell() => 1 + (long)_random.NextExponential((double)_options.MeanDwell.Ticks * TimeSpan.NanosecondsPerTick);
}
