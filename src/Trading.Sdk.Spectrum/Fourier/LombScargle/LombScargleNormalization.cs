namespace Trading.Sdk.Spectrum;

/// <summary>Scale of a Lomb–Scargle periodogram; χ²₀ is the weighted sum of squares about the reference, χ² that of the residuals.</summary>
public enum LombScargleNormalization
{
    /// <summary>1 − χ²/χ²₀, in [0, 1].</summary>
    Standard,

    /// <summary>χ²₀/χ² − 1.</summary>
    Model,

    /// <summary>ln(χ²₀/χ²).</summary>
    Logarithm,

    /// <summary>(χ²₀ − χ²)/2: the classical periodogram; its unit is that of the squared values when no errors are given.</summary>
    PowerSpectralDensity,
}
