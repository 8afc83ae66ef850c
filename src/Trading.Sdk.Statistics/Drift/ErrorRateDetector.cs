namespace Trading.Sdk.Statistics;

/// <summary>The drift detection method (DDM): watches the error rate of a classifier.</summary>
/// <remarks>
/// p is the share of errors so far, s = √(p(1−p)/n); from <c>warmup</c> instances on the least p+s is remembered, and p+s above
/// pmin + 2·smin is a warning, above pmin + 3·smin a drift (with the default multiples). It does not reset itself.
/// Not safe for concurrent use; nothing allocates. Source: J. Gama, P. Medas, G. Castillo, P. Rodrigues (2004), Learning with drift detection.
/// </remarks>
public sealed class ErrorRateDetector
{
    private readonly int warmup;
    private readonly double warningDeviations;
    private readonly double driftDeviations;
    private double rate;
    private double leastRate = double.PositiveInfinity;
    private double leastDeviation = double.PositiveInfinity;

    /// <summary>Makes the detector.</summary>
    /// <param name="warmup">Instances before the first judgement, at least 1. Default 30.</param>
    /// <param name="warningDeviations">Deviations above the best rate for a warning, at least 0. Default 2.</param>
    /// <param name="driftDeviations">Deviations for a drift, at least those for a warning. Default 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ErrorRateDetector(int warmup = 30, double warningDeviations = 2, double driftDeviations = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(warmup, 1);
        Demand.NotNegative(warningDeviations, nameof(warningDeviations));
        Demand.NotNegative(driftDeviations, nameof(driftDeviations));
        ArgumentOutOfRangeException.ThrowIfLessThan(driftDeviations, warningDeviations);
        this.warmup = warmup;
        this.warningDeviations = warningDeviations;
        this.driftDeviations = driftDeviations;
    }

    /// <summary>Instances seen since the start or the last reset.</summary>
    public long Count { get; private set; }

    /// <summary>Share of errors so far.</summary>
    public double ErrorRate => rate;

    /// <summary>The state after the last instance.</summary>
    public DriftLevel Level { get; private set; }

    /// <summary>Takes in one outcome.</summary>
    /// <param name="isError">True when the prediction was wrong.</param>
    /// <returns><see cref="Level"/> after it.</returns>
    public DriftLevel Update(bool isError)
    {
        Count++;
        rate += ((isError ? 1 : 0) - rate) / Count;
        double deviation = Math.Sqrt(rate * (1 - rate) / Count);
        if (Count < warmup)
        {
            return Level = DriftLevel.Stable;
        }

        if (rate + deviation < leastRate + leastDeviation)
        {
            (leastRate, leastDeviation) = (rate, deviation);
        }

        return Level = rate + deviation > leastRate + driftDeviations * leastDeviation ? DriftLevel.Drift
            : rate + deviation > leastRate + warningDeviations * leastDeviation ? DriftLevel.Warning
            : DriftLevel.Stable;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Count = 0;
        rate = 0;
        leastRate = leastDeviation = double.PositiveInfinity;
        Level = DriftLevel.Stable;
    }
}
