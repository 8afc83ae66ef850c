namespace Trading.Sdk.Signals;

/// <summary>A signal and what the price did over its horizon.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Regime">Regime when it was noted.</param>
/// <param name="LogReturn">ln(price at the end / price when it was noted).</param>
/// <param name="Time">End of the horizon, nanoseconds since 1970.</param>
public readonly record struct ResolvedSignal(Signal Signal, int Regime, double LogReturn, long Time)
{
    /// <summary>True when the price went the way the signal pointed.</summary>
    public bool IsHit => LogReturn * (int)Signal.Direction > 0;
}
