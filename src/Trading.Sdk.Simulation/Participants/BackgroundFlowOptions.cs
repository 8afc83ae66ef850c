namespace Trading.Sdk.Simulation;

/// <summary>
/// Many small traders without intelligence: limit orders arrive at random at each distance from the opposite best price, and each
/// open order is cancelled at random. Rates fall with the distance, as measured on real books.
/// </summary>
/// <remarks>
/// R. Cont, S. Stoikov, R. Talreja, "A Stochastic Model for Order Book Dynamics", Operations Research 58(3), 2010: the arrival rate
/// at distance i is proportional to i^-exponent (0.52 for their stock), the cancellation rates 0.71, 0.81, 0.68, 0.56, 0.47 at
/// distances 1…5. Only the shape is taken from there; the scale is an option.
/// </remarks>
public sealed record BackgroundFlowOptions
{
    /// <value>Limit orders per second on each side, all distances together; above 0. Default 25.</value>
    public double LimitOrdersPerSecond { get; init; } = 25.0;

    /// <value>Farthest distance from the opposite best price, in ticks, 1…4096. Default 60.</value>
    public int DistanceMax { get; init; } = 60;

    /// <value>Exponent of the power law by which arrivals fall with the distance, at least 0. Default 0.52.</value>
    public double DistanceExponent { get; init; } = 0.52;

    /// <value>Arrival weights for distances 1, 2, …; replaces the power law when not empty. Finite, at least 0, not all 0.</value>
    public IReadOnlyList<double> ArrivalWeights { get; init; } = [];

    /// <value>Cancellations per second of one order at distance 1, 2, …; the last value holds for all farther ones. At least 0, one above 0.</value>
    public IReadOnlyList<double> CancelRates { get; init; } = [0.142, 0.162, 0.136, 0.112, 0.094, 0.08, 0.07, 0.06];

    /// <value>Mean lots of an order (geometric-like), at least 1. Default 100.</value>
    public double MeanLots { get; init; } = 100.0;

    /// <value>Share of the limit orders that are icebergs, 0…1. Default 0.02.</value>
    public double IcebergShare { get; init; } = 0.02;

    /// <value>Slices of an iceberg, at least 2. Default 8: the order is so many times larger than what it shows.</value>
    public int IcebergSlices { get; init; } = 8;

    /// <value>How strongly the sides of new orders follow the regime's lean, 0…1. Default 0.5.</value>
    public double LeanSensitivity { get; init; } = 0.5;

    internal void Validate()
    {
        Require.Positive(LimitOrdersPerSecond, nameof(LimitOrdersPerSecond));
        Require.AtLeast(DistanceMax, 1, nameof(DistanceMax));
        Require.AtMost(DistanceMax, 4096, nameof(DistanceMax));
        Require.NotNegative(DistanceExponent, nameof(DistanceExponent));
        Require.Share(IcebergShare, nameof(IcebergShare));
        Require.Share(LeanSensitivity, nameof(LeanSensitivity));
        Require.AtLeast(IcebergSlices, 2, nameof(IcebergSlices));
        Require.AtLeast(MeanLots, 1.0, nameof(MeanLots));
        Require.AtMost(MeanLots, 1e9, nameof(MeanLots));

        RequireWeights(ArrivalWeights, nameof(ArrivalWeights), mayBeEmpty: true);
        RequireWeights(CancelRates, nameof(CancelRates), mayBeEmpty: false);
    }

    private static void RequireWeights(IReadOnlyList<double> weights, string name, bool mayBeEmpty)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            Require.NotNegative(weight, name);
            sum += weight;
        }

        if (sum == 0 && !(mayBeEmpty && weights.Count == 0))
        {
            throw new ArgumentOutOfRangeException(name, "At least one value must be above 0.");
        }
    }
}
