namespace Trading.Sdk.Microstructure;

/// <summary>A price change with the signed flow that came with it.</summary>
/// <param name="PriceChange">Change of the price over an interval.</param>
/// <param name="SignedFlow">Buy minus sell quantity of the interval; or, after Hasbrouck, the sum of side · √value.</param>
public readonly record struct ImpactObservation(double PriceChange, double SignedFlow);
