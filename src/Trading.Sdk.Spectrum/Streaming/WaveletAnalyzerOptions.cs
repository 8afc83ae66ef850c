namespace Trading.Sdk.Spectrum;

/// <summary>Settings of <see cref="WaveletAnalyzer"/>.</summary>
public sealed class WaveletAnalyzerOptions
{
    /// <summary>An orthogonal wavelet; short ones react faster. Default haar.</summary>
    public Wavelet Wavelet { get; init; } = Wavelet.Named("haar");

    /// <summary>Levels, 1 to 16: level j holds periods of about 2^j to 2^(j+1) samples. Default 5.</summary>
    public int Levels { get; init; } = 5;

    /// <summary>Memory of energies and noise level in samples (exponential), at least 2. Default 256.</summary>
    public double Memory { get; init; } = 256;

    /// <summary>Threshold of the denoised value in noise deviations, at least 0. Default 2.5.</summary>
    public double Threshold { get; init; } = 2.5;

    /// <summary>What happens to NaN and infinity. Default rejection.</summary>
    public MissingSamplePolicy Missing { get; init; } = MissingSamplePolicy.Reject;
}
