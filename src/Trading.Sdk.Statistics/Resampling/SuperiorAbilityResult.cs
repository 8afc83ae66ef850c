namespace Trading.Sdk.Statistics;

/// <summary>The result of Hansen's test for superior predictive ability.</summary>
/// <param name="Statistic">max(0, greatest √n·mean/ω).</param>
/// <param name="PValueLower">Recentred by max(mean, 0): a lower bound (liberal).</param>
/// <param name="PValueConsistent">Recentred by the mean where mean ≥ −ω/√n·√(2 ln ln n), else 0: the one to use.</param>
/// <param name="PValueUpper">Recentred by the mean everywhere: an upper bound, the studentised reality check.</param>
/// <param name="Omega">Long-run standard deviation of each model; 0 for a model that never differs from the benchmark, which is left out.</param>
public sealed record SuperiorAbilityResult(double Statistic, double PValueLower, double PValueConsistent, double PValueUpper, double[] Omega);
