namespace Trading.Sdk.Spectrum;

/// <summary>What the wavelet levels say at the last sample.</summary>
/// <param name="Samples">Samples accepted so far.</param>
/// <param name="IsWarm">Whether the deepest filter sees samples only, none of the values put before the first.</param>
/// <param name="Denoised">The estimate of the sample without white noise, from samples so far.</param>
/// <param name="Trend">The part slower than all levels.</param>
/// <param name="NoiseDeviation">Deviation of the white noise: as given, else estimated from the finest details.</param>
/// <param name="DominantLevel">The level of most energy, 1 the finest; 0 without energy.</param>
/// <param name="LocalPeriod">Period in samples at which the energy of the levels centres; 0 without energy.</param>
public readonly record struct WaveletReport(long Samples, bool IsWarm, double Denoised, double Trend, double NoiseDeviation, int DominantLevel, double LocalPeriod);
