namespace Trading.Sdk.Statistics;

/// <summary>Measures of probabilities and scores against what happened.</summary>
/// <remarks>Source: G. Brier (1950); A. Murphy (1973), A new vector partition of the probability score; M. Naeini, G. Cooper, M. Hauskrecht (2015) for the calibration error.</remarks>
public static class CalibrationMetrics
{
    /// <summary>Brier score with Murphy's split, log loss and expected calibration error.</summary>
    /// <param name="probabilities">Probabilities of label 1, in [0, 1].</param>
    /// <param name="labels">0 or 1 per probability.</param>
    /// <param name="bins">Number of equal bins, bin = min(⌊bins·p⌋, bins−1), at least 1. Default 10.</param>
    /// <exception cref="ArgumentException">The spans are empty or of different lengths, a probability is outside [0, 1] or a label is not 0 or 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is below 1.</exception>
    public static CalibrationReport Assess(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int bins = 10)
    {
        Demand.AtLeast(probabilities.Length, 1, nameof(probabilities));
        Demand.Probabilities(probabilities, nameof(probabilities));
        Demand.SameLength(labels.Length, probabilities.Length, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int n = labels.Length;
        double rate = Demand.Labels(labels, nameof(labels)) / (double)n;
        double[] sums = new double[bins];
        int[] counts = new int[bins], positives = new int[bins];
        double brier = 0, logLoss = 0;
        for (int i = 0; i < n; i++)
        {
            double p = probabilities[i], clipped = Math.Clamp(p, 1e-15, 1 - 1e-15);
            int bin = Math.Min((int)(bins * p), bins - 1);
            sums[bin] += p;
            counts[bin]++;
            positives[bin] += labels[i];
            brier += (p - labels[i]) * (p - labels[i]);
            logLoss -= labels[i] == 1 ? Math.Log(clipped) : Math.Log(1 - clipped);
        }

        double reliability = 0, resolution = 0, error = 0;
        for (int b = 0; b < bins; b++)
        {
            if (counts[b] == 0)
            {
                continue;
            }

            double share = counts[b] / (double)n, observed = positives[b] / (double)counts[b], gap = sums[b] / counts[b] - observed;
            reliability += share * gap * gap;
            resolution += share * (observed - rate) * (observed - rate);
            error += share * Math.Abs(gap);
        }

        return new CalibrationReport(brier / n, logLoss / n, reliability, resolution, rate * (1 - rate), error);
    }

    /// <summary>AUC: the probability that a random positive has a higher score than a random negative, ties counting half.</summary>
    /// <param name="scores">Scores, none NaN.</param>
    /// <param name="labels">0 or 1 per score.</param>
    /// <returns>In [0, 1]; NaN when only one label occurs.</returns>
    /// <exception cref="ArgumentException">The spans have different lengths, a score is NaN or a label is not 0 or 1.</exception>
    /// <remarks>U/(N₊N₋) of Mann and Whitney (Hanley and McNeil 1982). Cost O(n log n).</remarks>
    public static double AreaUnderCurve(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        Demand.SameLength(labels.Length, scores.Length, nameof(labels));
        int positives = Demand.Labels(labels, nameof(labels));
        double[] ranks = new double[scores.Length];
        Ranks.Average(scores, ranks);
        double sum = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            sum += labels[i] == 1 ? ranks[i] : 0;
        }

        return (sum - 0.5 * positives * (positives + 1.0)) / ((double)positives * (labels.Length - positives));
    }
}
