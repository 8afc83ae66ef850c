namespace Trading.Sdk.Microstructure;

/// <summary>How a book came back after a trade took from it.</summary>
/// <param name="TradeTime">Time of the trade, nanoseconds since 1970.</param>
/// <param name="RecoveryNanos">Time until the spread was as narrow and the touch as deep as before; the time-out when it did not recover.</param>
/// <param name="IsRecovered">False when the time ran out.</param>
/// <param name="SpreadBefore">Spread before the trade, storage increments.</param>
/// <param name="SpreadWidest">Widest spread until the recovery.</param>
public readonly record struct BookRecovery(long TradeTime, long RecoveryNanos, bool IsRecovered, long SpreadBefore, long SpreadWidest);
