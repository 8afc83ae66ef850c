namespace Trading.Sdk.PatternIndex;

/// <summary>What followed the matches of a search.</summary>
public sealed record MatchStatistics
{
    /// <summary>Matches with a known return.</summary>
    public required int Count { get; init; }

    /// <summary>Kish's effective number of observations, (Σw)² / Σw²; at most <see cref="Count"/>.</summary>
    public required double EffectiveCount { get; init; }

    /// <summary>Weighted mean forward log return; NaN without matches, as are the figures below.</summary>
    public required double Mean { get; init; }

    /// <summary>Lower end of the bootstrap interval of the mean.</summary>
    public required double MeanLower { get; init; }

    /// <summary>Upper end of the bootstrap interval of the mean.</summary>
    public required double MeanUpper { get; init; }

    /// <summary>Weighted standard deviation.</summary>
    public required double Deviation { get; init; }

    /// <summary>5 % quantile of the weighted distribution.</summary>
    public required double Quantile05 { get; init; }

    /// <summary>25 % quantile.</summary>
    public required double Quantile25 { get; init; }

    /// <summary>Median.</summary>
    public required double Median { get; init; }

    /// <summary>75 % quantile.</summary>
    public required double Quantile75 { get; init; }

    /// <summary>95 % quantile.</summary>
    public required double Quantile95 { get; init; }

    /// <summary>Weighted share of returns above 0.</summary>
    public required double HitRate { get; init; }

    /// <summary>Share of rises to expect without any match.</summary>
    public required double BaseRate { get; init; }

    /// <summary>
    /// Probability of a rise: the hit rate drawn towards the base rate, (hits + prior · base) / (n + prior) with the effective
    /// n, the mean of a Beta posterior, then corrected by <see cref="MatchStatisticsOptions.Calibration"/> when there is one.
    /// Without matches the base rate.
    /// </summary>
    public required double RiseProbability { get; init; }

    /// <summary>
    /// −1 … 1: how much more probable a rise has become against the base rate, as a share of what was possible. 0 when the
    /// interval of the mean contains 0 or there are fewer than two matches, so that chance alone gives no signal.
    /// </summary>
    public required double Signal { get; init; }

    /// <summary>Judges returns.</summary>
    /// <param name="returns">Forward log returns, finite.</param>
    /// <param name="distances">Distance of each match, or empty for equal weights.</param>
    /// <param name="baseRate">Share of rises to expect, 0 … 1.</param>
    /// <param name="options">Interval and weighting; null takes the defaults.</param>
    /// <exception cref="ArgumentException">Lengths differ or a value is out of range.</exception>
    /// <remarks>The interval is the percentile bootstrap of the weighted mean (B. Efron, 1979); matches must be separate observations, which the exclusion of overlaps gives.</remarks>
    public static MatchStatistics Compute(ReadOnlySpan<double> returns, ReadOnlySpan<double> distances, double baseRate = 0.5, MatchStatisticsOptions? options = null)
    {
        options ??= new MatchStatisticsOptions();
        options.Validate();
        if (distances.Length != 0 && distances.Length != returns.Length)
        {
            throw new ArgumentException($"{distances.Length} distances do not fit {returns.Length} returns.", nameof(distances));
        }

        if (!(baseRate is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(baseRate), baseRate, "Must be 0 … 1.");
        }

        foreach (double value in returns)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"A return is {value}.", nameof(returns));
            }
        }

        int n = returns.Length;
        double[] weights = Weights(n, distances, options.WeighByDistance);
        double sum = 0, squares = 0, mean = 0, hits = 0;
        for (int i = 0; i < n; i++)
        {
            sum += weights[i];
            squares += weights[i] * weights[i];
            mean += weights[i] * returns[i];
            hits += returns[i] > 0 ? weights[i] : 0;
        }

        if (n == 0)
        {
            return Empty(baseRate);
        }

        mean /= sum;
        double hitRate = hits / sum, effective = sum * sum / squares, variance = 0;
        for (int i = 0; i < n; i++)
        {
            variance += weights[i] / sum * (returns[i] - mean) * (returns[i] - mean);
        }

        (double lower, double upper) = Interval(returns, weights, options);
        double prior = options.PriorStrength;
        double probability = effective + prior > 0 ? ((hitRate * effective) + (baseRate * prior)) / (effective + prior) : baseRate;
        probability = options.Calibration?.Probability(probability) ?? probability;
        double lift = probability - baseRate;
        bool significant = n > 1 && (lower > 0 || upper < 0);
        double possible = lift > 0 ? 1 - baseRate : baseRate;
        double[] sorted = returns.ToArray();
        Array.Sort(sorted, weights);
        return new MatchStatistics
        {
            Count = n,
            EffectiveCount = effective,
            Mean = mean,
            MeanLower = lower,
            MeanUpper = upper,
            Deviation = Math.Sqrt(variance),
            Quantile05 = Quantile(sorted, weights, sum, 0.05),
            Quantile25 = Quantile(sorted, weights, sum, 0.25),
            Median = Quantile(sorted, weights, sum, 0.5),
            Quantile75 = Quantile(sorted, weights, sum, 0.75),
            Quantile95 = Quantile(sorted, weights, sum, 0.95),
            HitRate = hitRate,
            BaseRate = baseRate,
            RiseProbability = probability,
            Signal = significant && possible > 0 ? lift / possible : 0,
        };
    }

    private static MatchStatistics Empty(double baseRate) => new()
    {
        Count = 0,
        EffectiveCount = 0,
        Mean = double.NaN,
        MeanLower = double.NaN,
        MeanUpper = double.NaN,
        Deviation = double.NaN,
        Quantile05 = double.NaN,
        Quantile25 = double.NaN,
        Median = double.NaN,
        Quantile75 = double.NaN,
        Quantile95 = double.NaN,
        HitRate = double.NaN,
        BaseRate = baseRate,
        RiseProbability = baseRate,
        Signal = 0,
    };

    private static double[] Weights(int count, ReadOnlySpan<double> distances, bool byDistance)
    {
        double[] weights = new double[count];
        Array.Fill(weights, 1);
        if (!byDistance || distances.IsEmpty)
        {
            return weights;
        }

        double[] sorted = distances.ToArray();
        Array.Sort(sorted);
        double nearest = sorted[0], scale = sorted[sorted.Length / 2] - nearest;
        if (scale > 0)
        {
            for (int i = 0; i < count; i++)
            {
                weights[i] = Math.Exp(-(distances[i] - nearest) / scale);
            }
        }

        return weights;
    }

    /// <summary>The smallest value at which the cumulated weight reaches the share.</summary>
    private static double Quantile(double[] sorted, double[] weights, double sum, double share)
    {
        double cumulated = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            cumulated += weights[i];
            if (cumulated >= share * sum)
            {
                return sorted[i];
            }
        }

        return sorted[^1];
    }

    private static (double Lower, double Upper) Interval(ReadOnlySpan<double> returns, double[] weights, MatchStatisticsOptions options)
    {
        var random = new SplitMix64(options.Seed);
        double[] means = new double[options.Resamples];
        for (int r = 0; r < means.Length; r++)
        {
            double sum = 0, total = 0;
            for (int i = 0; i < returns.Length; i++)
            {
                int drawn = random.Below(returns.Length);
                sum += weights[drawn] * returns[drawn];
                total += weights[drawn];
            }

            means[r] = sum / total;
        }

        Array.Sort(means);
        double tail = (1 - options.Confidence) / 2;
        return (means[(int)(tail * (means.Length - 1))], means[(int)Math.Ceiling((1 - tail) * (means.Length - 1))]);
    }
}
