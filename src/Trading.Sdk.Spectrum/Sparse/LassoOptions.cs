namespace Trading.Sdk.Spectrum;

/// <summary>Settings of <see cref="LassoSolver"/>: minimise ½‖y − Dx‖² + λ1‖x‖₁ + ½λ2‖x‖².</summary>
public sealed class LassoOptions
{
    /// <summary>λ1, at least 0.</summary>
    public required double Lambda { get; init; }

    /// <summary>λ2, at least 0: above 0 it is the elastic net (Zou and Hastie 2005). Default 0.</summary>
    public double Ridge { get; init; }

    /// <summary>Iterations end when the duality gap is at most this times ‖y‖². Default 1e-10.</summary>
    public double RelativeGap { get; init; } = 1e-10;

    /// <summary>Sweeps over the coefficients at most, at least 1. Default 100,000.</summary>
    public int MaximumSweeps { get; init; } = 100_000;

    /// <summary>True solves the final support's equations exactly and keeps that solution if it is optimal. Default true.</summary>
    public bool Polish { get; init; } = true;
}
