namespace Trading.Sdk.Spectrum;

/// <summary>A multitaper estimate with its test for lines.</summary>
/// <param name="Frequencies">0 … half the sampling rate.</param>
/// <param name="Mean">One-sided density: the mean of the eigenspectra.</param>
/// <param name="Adaptive">One-sided density with Thomson's adaptive weights, which keep leakage of strong bands out of weak ones.</param>
/// <param name="Eigenspectra">One-sided density of each taper.</param>
/// <param name="FStatistic">Thomson's harmonic F ratio at each frequency, with 2 and 2K − 2 degrees of freedom.</param>
/// <param name="FPValue">P(F &gt; statistic) at each frequency by itself.</param>
public sealed record MultitaperSpectrum(double[] Frequencies, double[] Mean, double[] Adaptive, double[][] Eigenspectra, double[] FStatistic, double[] FPValue);
