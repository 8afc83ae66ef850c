namespace Trading.Sdk.Spectrum;

/// <summary>Settings of <see cref="WaveletDenoiser"/>.</summary>
public sealed class DenoisingOptions
{
    /// <summary>The wavelet. Default db4.</summary>
    public Wavelet Wavelet { get; init; } = Wavelet.Named("db4");

    /// <summary>Levels; null is the smaller of 5 and the wavelet's maximum for the length, at least 1. Default null.</summary>
    public int? Levels { get; init; }

    /// <summary>How the signal goes on beyond its ends. Default symmetric.</summary>
    public SignalExtension Extension { get; init; } = SignalExtension.Symmetric;

    /// <summary>Rule of the threshold. Default universal.</summary>
    public ThresholdRule Rule { get; init; } = ThresholdRule.Universal;

    /// <summary>What happens to coefficients. Default soft.</summary>
    public Shrinkage Shrinkage { get; init; } = Shrinkage.Soft;

    /// <summary>Standard deviation of the noise, above 0; null estimates it from the coefficients. Default null.</summary>
    public double? NoiseDeviation { get; init; }

    /// <summary>True estimates the noise at each level by itself, for coloured noise (Johnstone and Silverman 1997); false takes the finest level's for all. Default false.</summary>
    public bool NoisePerLevel { get; init; }

    /// <summary>The rate q of <see cref="ThresholdRule.FalseDiscoveryRate"/>, inside (0, 1). Default 0.05.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.05;
}
