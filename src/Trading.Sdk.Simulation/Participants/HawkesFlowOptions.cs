namespace Trading.Sdk.Simulation;

/// <summary>
/// Market orders that come in clusters: a two-sided Hawkes process with exponential kernels, in which a trade makes the next ones of the
/// same side, and less so of the other side, more likely for a while.
/// </summary>
/// <remarks>
/// A. Hawkes, "Spectra of some self-exciting and mutually exciting point processes", Biometrika 58(1), 1971. Drawn by thinning
/// (Y. Ogata, "On Lewis' simulation method for point processes", IEEE Trans. Inf. Theory 27(1), 1981).
/// </remarks>
public sealed record HawkesFlowOptions
{
    /// <value>Market orders per second that come of themselves, both sides together; above 0. Default 1.2.</value>
    public double BaseRatePerSecond { get; init; } = 1.2;

    /// <value>Mean number of orders of the same side that one order causes, at least 0. Default 0.45.</value>
    public double SelfExcitation { get; init; } = 0.45;

    /// <value>Mean number of orders of the other side that one order causes, at least 0; with the first at most 0.999. Default 0.1.</value>
    public double CrossExcitation { get; init; } = 0.1;

    /// <value>Rate at which the excitement fades, per second, above 0. Default 2.</value>
    public double DecayPerSecond { get; init; } = 2.0;

    /// <value>Mean lots of an order (geometric-like), at least 1. Default 150.</value>
    public double MeanLots { get; init; } = 150.0;

    /// <value>How strongly the sides follow the regime's lean, 0…1. Default 0.9.</value>
    public double LeanSensitivity { get; init; } = 0.9;

    internal void Validate()
    {
        Require.Positive(BaseRatePerSecond, nameof(BaseRatePerSecond));
        Require.NotNegative(SelfExcitation, nameof(SelfExcitation));
        Require.NotNegative(CrossExcitation, nameof(CrossExcitation));
        Require.Positive(DecayPerSecond, nameof(DecayPerSecond));
        Require.Share(LeanSensitivity, nameof(LeanSensitivity));
        Require.AtMost(SelfExcitation + CrossExcitation, 0.999, nameof(SelfExcitation));

        Require.AtLeast(MeanLots, 1.0, nameof(MeanLots));
        Require.AtMost(MeanLots, 1e9, nameof(MeanLots));
    }
}
