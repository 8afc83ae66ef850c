namespace Trading.Sdk.Microstructure;

/// <summary>Parameters of a GARCH(1,1): r = μ + e, σ²ₜ = ω + α·e²ₜ₋₁ + β·σ²ₜ₋₁.</summary>
/// <param name="Mu">Mean of the returns.</param>
/// <param name="Omega">Constant of the variance, above 0.</param>
/// <param name="Alpha">Weight of the last squared residual, at least 0.</param>
/// <param name="Beta">Weight of the last variance, at least 0; α + β below 1.</param>
public readonly record struct GarchParameters(double Mu, double Omega, double Alpha, double Beta)
{
    /// <summary>Variance that forecasts approach: ω / (1 − α − β).</summary>
    public double LongRunVariance => Omega / (1.0 - Alpha - Beta);

    internal bool IsAdmissible => Omega > 0 && Alpha >= 0 && Beta >= 0 && Alpha + Beta < 1 && double.IsFinite(Mu) && double.IsFinite(Omega);

    internal static GarchParameters From(ReadOnlySpan<double> x) => new(x[0], x[1], x[2], x[3]);
}
