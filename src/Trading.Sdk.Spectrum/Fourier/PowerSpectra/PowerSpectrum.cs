namespace Trading.Sdk.Spectrum;

/// <summary>A one-sided power spectrum with its units.</summary>
/// <param name="Frequencies">0 … half the sampling rate, cycles per unit of time.</param>
/// <param name="Power">Power at each frequency; every value but the first and, for even transform lengths, the last holds both signs of the frequency.</param>
/// <param name="Scaling">Density (power per unit of frequency) or spectrum (power per bin).</param>
/// <param name="SamplingRate">Samples per unit of time.</param>
/// <param name="Segments">Segments that were averaged.</param>
public sealed record PowerSpectrum(double[] Frequencies, double[] Power, SpectrumScaling Scaling, double SamplingRate, int Segments);
