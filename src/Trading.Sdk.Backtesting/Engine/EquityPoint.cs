namespace Trading.Sdk.Backtesting;

/// <summary>The account at a decision time.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Equity">Cash plus the position at the mid price, exact.</param>
/// <param name="Position">Signed position in lots.</param>
/// <param name="Mid">Mid price in price increments; NaN when a side was empty.</param>
public readonly record struct EquityPoint(long Time, decimal Equity, long Position, double Mid);
