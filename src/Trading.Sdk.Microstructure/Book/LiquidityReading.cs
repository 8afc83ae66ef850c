namespace Trading.Sdk.Microstructure;

/// <summary>What the <see cref="LiquidityScore"/> looks at.</summary>
/// <param name="Spread">Relative spread; NaN = missing.</param>
/// <param name="Depth">Depth within the chosen distance; NaN = missing.</param>
/// <param name="Cost">Relative cost to trade the chosen quantity; NaN = the book is too thin, which counts as the worst cost.</param>
public readonly record struct LiquidityReading(double Spread, double Depth, double Cost);
