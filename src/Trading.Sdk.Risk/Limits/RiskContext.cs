namespace Trading.Sdk.Risk;

/// <summary>What the gate must know at the time of an order.</summary>
/// <param name="Time">Now, nanoseconds since 1970; never goes backwards.</param>
/// <param name="DataTime">Time of the newest market data, nanoseconds since 1970.</param>
/// <param name="Position">Signed position in lots, with the open orders in the worst case already added.</param>
/// <param name="LotValue">Value of one lot at the current price, greater than 0.</param>
/// <param name="Equity">Cash plus the value of the position.</param>
/// <param name="OtherGross">Absolute value of the positions in all other instruments, at least 0. Default 0.</param>
/// <param name="TailLoss">Loss of one unit of value in the tail (the value at risk of the return, e.g. 0.03), for <see cref="RiskLimits.ValueAtRiskMax"/>; 0 = not known. Default 0.</param>
/// <param name="InstrumentId">The instrument, for the audit record. Default 0.</param>
public readonly record struct RiskContext(
    long Time,
    long DataTime,
    long Position,
    double LotValue,
    double Equity,
    double OtherGross = 0,
    double TailLoss = 0,
    int InstrumentId = 0);
