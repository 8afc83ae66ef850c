namespace Trading.Sdk.Execution;

/// <summary>Money that moved without a fill.</summary>
/// <param name="Time">The venue's time, nanoseconds since 1970.</param>
/// <param name="Kind">What for.</param>
/// <param name="Amount">In the account's currency; negative = paid.</param>
/// <param name="Position">Signed position in lots that it was computed from.</param>
public readonly record struct CashFlow(long Time, CashFlowKind Kind, decimal Amount, long Position);
