namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A decision of a <see cref="PpoTrader"/> with its reasons.</summary>
/// <param name="Target">Units to hold.</param>
/// <param name="Style">How to get there.</param>
/// <param name="Confidence">Probability that the policy gives to target and style together, in (0, 1].</param>
/// <param name="ImpactBps">Estimated cost of trading the order size at once on the side of the change, in basis points; that of buying when nothing changes.</param>
/// <param name="OptimalSize">Share of the order to trade now.</param>
/// <param name="Timing">Above 0.5 when liquidity is better than usual.</param>
public readonly record struct TraderDecision(int Target, OrderStyle Style, double Confidence, double ImpactBps, double OptimalSize, double Timing);
