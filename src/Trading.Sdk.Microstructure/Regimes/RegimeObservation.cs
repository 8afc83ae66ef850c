namespace Trading.Sdk.Microstructure;

/// <summary>One step seen by the <see cref="RegimeClassifier"/>.</summary>
/// <param name="LogReturn">Log return of the step; divide by the seasonal factor first where the day has a shape.</param>
/// <param name="LiquidityScore">0…1 (see <see cref="Microstructure.LiquidityScore"/>); NaN = unknown, the liquidity regime stays.</param>
public readonly record struct RegimeObservation(double LogReturn, double LiquidityScore);
