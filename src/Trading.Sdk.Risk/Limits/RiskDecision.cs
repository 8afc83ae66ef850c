namespace Trading.Sdk.Risk;

/// <summary>A decision of the gate, complete for the audit trail.</summary>
/// <param name="Time">Decision time, nanoseconds since 1970.</param>
/// <param name="Verdict">What was decided.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Requested">Signed quantity asked for, in lots (positive buys).</param>
/// <param name="Allowed">Signed quantity allowed, in lots.</param>
/// <param name="InstrumentId">The instrument.</param>
/// <param name="Position">Worst-case position before the order, in lots.</param>
/// <param name="Equity">Equity at the decision.</param>
public readonly record struct RiskDecision(long Time, RiskVerdict Verdict, RiskRule Rule, long Requested, long Allowed, int InstrumentId, long Position, double Equity);
