namespace Trading.Sdk.Risk;

/// <summary>What the gate must know at the time of an order.</summary>
/// <param name="Time">Now, nanoseconds since 1970; never goes backwards.</param>
/// <param name="DataTime">Time of the newest market data, nanoseconds since 1970.</param>
/// <param name="Position">Signed position in lots, with the open orders in the worst case already added.</param>
/// <param name="LotValue">Value of one lot at the current price, greater than 0.</param>
/// <param name="Equity">Cash plus the value of the position.</param>
public readonly record struct RiskContext(long Time, long DataTime, long Position, double LotValue, double Equity);
