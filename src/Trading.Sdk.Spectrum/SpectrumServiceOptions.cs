namespace Trading.Sdk.Spectrum;

/// <summary>Settings of the analyzers that <c>AddTradingSpectrum</c> registers.</summary>
public sealed class SpectrumServiceOptions
{
    /// <summary>Settings of <see cref="FourierAnalyzer"/>.</summary>
    public FourierAnalyzerOptions Fourier { get; set; } = new();

    /// <summary>Settings of <see cref="WaveletAnalyzer"/>.</summary>
    public WaveletAnalyzerOptions Wavelet { get; set; } = new();
}
