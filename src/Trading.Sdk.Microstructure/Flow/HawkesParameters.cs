namespace Trading.Sdk.Microstructure;

/// <summary>A Hawkes process with an exponential kernel: λ(t) = μ + Σ α·e^(−β(t − tᵢ)).</summary>
/// <param name="Mu">Base rate per second, above 0.</param>
/// <param name="Alpha">Jump of the rate at each event, at least 0.</param>
/// <param name="Beta">Decay per second, above <paramref name="Alpha"/>.</param>
public readonly record struct HawkesParameters(double Mu, double Alpha, double Beta)
{
    /// <summary>Mean number of events that one event causes: α/β, below 1.</summary>
    public double BranchingRatio => Alpha / Beta;

    internal bool IsAdmissible => Mu > 0 && Alpha >= 0 && Beta > 0 && Alpha < Beta && double.IsFinite(Mu) && double.IsFinite(Beta);
}
