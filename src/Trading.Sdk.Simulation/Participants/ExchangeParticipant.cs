namespace Trading.Sdk.Simulation;

/// <summary>
/// Somebody who trades on a <see cref="SimulatedExchange"/>. It is woken at the times it asks for and hears private reports about its orders.
/// All randomness comes from <see cref="MarketAccess.Random"/>, so the session stays reproducible.
/// </summary>
public abstract class ExchangeParticipant
{
    /// <summary>Called once when the participant joins.</summary>
    /// <param name="market">Its connection to the exchange; the same object in every call.</param>
    /// <returns>Time of the first <see cref="OnWake"/>, nanoseconds since 1970; <see cref="long.MaxValue"/> = never.</returns>
    protected internal virtual long OnStart(MarketAccess market) => long.MaxValue;

    /// <summary>Called at the time asked for.</summary>
    /// <param name="market">The connection.</param>
    /// <returns>Time of the next call, later than now; <see cref="long.MaxValue"/> = never.</returns>
    protected internal virtual long OnWake(MarketAccess market) => long.MaxValue;

    /// <summary>A report about an own order arrived.</summary>
    /// <param name="market">The connection; orders may be sent from here.</param>
    /// <param name="report">The report.</param>
    protected internal virtual void OnReport(MarketAccess market, in ExecutionReport report)
    {
    }
}
