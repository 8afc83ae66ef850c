namespace Trading.Sdk.Spectrum;

/// <summary>Settings of a Lomb–Scargle periodogram.</summary>
public sealed class LombScargleOptions
{
    /// <summary>True fits a constant together with each sinusoid ("floating mean", Zechmeister and Kürster 2009). Default true.</summary>
    public bool FitMean { get; init; } = true;

    /// <summary>True removes the weighted mean first. Default true.</summary>
    public bool CenterData { get; init; } = true;

    /// <summary>Harmonics fitted together, 1 to 16. Default 1.</summary>
    public int Terms { get; init; } = 1;

    /// <summary>Scale. Default standard.</summary>
    public LombScargleNormalization Normalization { get; init; } = LombScargleNormalization.Standard;
}
