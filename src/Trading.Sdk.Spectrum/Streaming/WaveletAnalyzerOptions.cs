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

    /// <summary>
    /// How far, in noise deviations, the denoised value may lie from the sample before the rest counts as a move of the signal; at least 0.
    /// 0 gives the sample itself, infinity the plain linear estimate. Default 4: white noise gets there once in 16,000 samples.
    /// </summary>
    public double Threshold { get; init; } = 4;

    /// <summary>Deviation of the white noise, above 0, where it is known; null estimates it from the finest details. Default null.</summary>
    public double? NoiseDeviation { get; init; }

    /// <summary>What happens to NaN and infinity. Default rejection.</summary>
    public MissingSamplePolicy Missing { get; init; } = MissingSamplePolicy.Reject;
}
