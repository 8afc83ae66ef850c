namespace Trading.Sdk.Spectrum;

/// <summary>How large a wavelet coefficient must be to count as signal.</summary>
public enum ThresholdRule
{
    /// <summary>σ√(2 ln n): no noise survives, with high probability (Donoho and Johnstone 1994). Smoothest.</summary>
    Universal,

    /// <summary>Per level, the minimum of Stein's unbiased estimate of the risk of soft thresholding (Donoho and Johnstone 1995).</summary>
    Sure,

    /// <summary>Per level, σ²/σ_signal; everything where the level is no louder than the noise (Chang, Yu and Vetterli 2000).</summary>
    Bayes,

    /// <summary>σ(0.3936 + 0.1829 log2 n), 0 for n ≤ 32: smallest worst-case risk (Donoho and Johnstone 1994).</summary>
    Minimax,

    /// <summary>Per level, the false discovery rate among kept coefficients held at a level (Abramovich and Benjamini 1996).</summary>
    FalseDiscoveryRate,
}
