namespace Trading.Sdk.Statistics;

/// <summary>Risk premia of a two-pass regression, the intercept first, then one per factor.</summary>
public sealed record FamaMacBethResult
{
    /// <summary>λ: mean over periods of the cross-sectional coefficients, per period.</summary>
    public required double[] Premia { get; init; }

    /// <summary>sd(λₜ, n−1)/√T.</summary>
    public required double[] StandardErrors { get; init; }

    /// <summary>Premium/standard error.</summary>
    public required double[] TStatistics { get; init; }

    /// <summary>The lag of the Newey–West errors.</summary>
    public required int NeweyWestLag { get; init; }

    /// <summary>Errors from the Bartlett long-run variance of λₜ, autocovariances divided by T.</summary>
    public required double[] StandardErrorsNeweyWest { get; init; }

    /// <summary>1 + λ'Σ_f⁻¹λ (factors only, population covariance): multiply a <b>variance</b> by it to allow for estimated betas (Shanken 1992).</summary>
    public required double ShankenFactor { get; init; }

    /// <summary>First-pass betas, row-major [assets × factors].</summary>
    public required double[] Betas { get; init; }

    /// <summary>Cross-sectional coefficients per period, row-major [periods × (1 + factors)].</summary>
    public required double[] PremiaByPeriod { get; init; }
}
