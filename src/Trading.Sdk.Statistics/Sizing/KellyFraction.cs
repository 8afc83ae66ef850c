namespace Trading.Sdk.Statistics;

/// <summary>The growth-optimal fraction of observed returns.</summary>
/// <param name="Fraction">f; see <see cref="Kelly.Empirical"/>.</param>
/// <param name="Growth">mean ln(1+f·r), per period.</param>
/// <param name="GrowthAtHalf">The same at f/2.</param>
public readonly record struct KellyFraction(double Fraction, double Growth, double GrowthAtHalf);
