namespace Trading.Sdk.Risk;

/// <summary>A change of a <see cref="CircuitBreaker"/>, for the audit trail.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="From">State before.</param>
/// <param name="To">State after.</param>
/// <param name="Rule">The rule that opened it; <see cref="RiskRule.None"/> when only time passed.</param>
/// <param name="Equity">Equity at that time.</param>
public readonly record struct BreakerTransition(long Time, BreakerState From, BreakerState To, RiskRule Rule, double Equity);
