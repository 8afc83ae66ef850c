namespace Trading.Sdk.Spectrum;

/// <summary>Units of a power spectrum.</summary>
public enum SpectrumScaling
{
    /// <summary>Power per unit of frequency: V²/Hz. Its integral is the variance.</summary>
    Density,

    /// <summary>Power per bin: V². A sinusoid of amplitude A reads A²/2 at its peak.</summary>
    Spectrum,
}
