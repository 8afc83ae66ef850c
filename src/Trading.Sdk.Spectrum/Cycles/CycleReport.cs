namespace Trading.Sdk.Spectrum;

/// <summary>Cycles of a series with the noise they were tested against.</summary>
/// <param name="Cycles">Significant cycles in the order found: strongest against the noise first.</param>
/// <param name="Noise">Red noise fitted to what is left when the cycles are removed.</param>
/// <param name="Samples">Length of the series.</param>
/// <param name="FrequenciesTested">Number of frequencies that the p-values account for.</param>
public sealed record CycleReport(IReadOnlyList<Cycle> Cycles, RedNoise Noise, int Samples, int FrequenciesTested);
