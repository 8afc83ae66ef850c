namespace Trading.Sdk.Statistics;

/// <summary>What combinatorially symmetric cross-validation says about a selection procedure. One element per split, splits in lexicographic order of their in-sample blocks.</summary>
public sealed record OverfittingResult
{
    /// <summary>PBO: share of splits in which the strategy chosen in sample is at or below the median out of sample (λ ≤ 0).</summary>
    public required double Probability { get; init; }

    /// <summary>Share of splits in which the chosen strategy's out-of-sample metric is negative.</summary>
    public required double ProbabilityOfLoss { get; init; }

    /// <summary>λ = ln(ω/(1−ω)), ω = rank/(N+1) of the chosen strategy out of sample, rank 1 the worst.</summary>
    public required double[] Logits { get; init; }

    /// <summary>In-sample metric of the chosen strategy.</summary>
    public required double[] InSample { get; init; }

    /// <summary>Its out-of-sample metric.</summary>
    public required double[] OutOfSample { get; init; }

    /// <summary>Slope of the least-squares line of out-of-sample on in-sample metrics; below 0 when selection hurts. NaN when the in-sample metric never varies.</summary>
    public required double DegradationSlope { get; init; }

    /// <summary>Intercept of that line.</summary>
    public required double DegradationIntercept { get; init; }
}
