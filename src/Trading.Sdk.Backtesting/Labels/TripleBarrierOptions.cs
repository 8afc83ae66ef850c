namespace Trading.Sdk.Backtesting;

/// <summary>Where the barriers of <see cref="TripleBarrier"/> stand.</summary>
public sealed class TripleBarrierOptions
{
    /// <summary>Log returns whose standard deviation (n − 1) is the volatility of a bar, at least 2. Default 20.</summary>
    public int VolatilityWindow { get; init; } = 20;

    /// <summary>Upper barrier = close · (1 + this · volatility · √holding / 2), greater than 0. Default 1.5.</summary>
    public double UpperMultiple { get; init; } = 1.5;

    /// <summary>Lower barrier, the same below. Default 1.</summary>
    public double LowerMultiple { get; init; } = 1;

    /// <summary>Vertical barrier in bars, at least 1. Default 10.</summary>
    public int HoldingBars { get; init; } = 10;
}
