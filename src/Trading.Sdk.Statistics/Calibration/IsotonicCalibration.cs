namespace Trading.Sdk.Statistics;

/// <summary>
/// The non-decreasing map from scores to probabilities with the least squared error, linear between its knots and constant outside.
/// The choice above about 1,000 labels.
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly double[] knotScores;
    private readonly double[] knotProbabilities;

    private IsotonicCalibration(double[] knotScores, double[] knotProbabilities)
    {
        this.knotScores = knotScores;
        this.knotProbabilities = knotProbabilities;
    }

    /// <summary>Scores of the knots, strictly ascending. Inner points of a flat piece are no knots.</summary>
    public ReadOnlySpan<double> KnotScores => knotScores;

    /// <summary>Probabilities at the knots, non-decreasing.</summary>
    public ReadOnlySpan<double> KnotProbabilities => knotProbabilities;

    /// <summary>Fits the map: pool adjacent violators after averaging equal scores.</summary>
    /// <param name="scores">Finite scores in any order.</param>
    /// <param name="labels">0 or 1 per score.</param>
    /// <exception cref="ArgumentException">The spans are empty or of different lengths, a score is not finite or a label is not 0 or 1.</exception>
    /// <remarks>Cost O(n log n). Source: M. Ayer et al. (1955); B. Zadrozny, C. Elkan (2002), Transforming classifier scores into accurate multiclass probability estimates.</remarks>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        Demand.Sample(scores, 1, nameof(scores));
        Demand.SameLength(labels.Length, scores.Length, nameof(labels));
        Demand.Labels(labels, nameof(labels));
        double[] sorted = scores.ToArray();
        int[] order = labels.ToArray();
        Array.Sort(sorted, order);

        var x = new List<double>();
        var blocks = new List<(double Sum, double Weight, int Points)>();
        for (int i = 0; i < sorted.Length;)
        {
            double score = sorted[i], sum = 0, weight = 0;
            for (; i < sorted.Length && sorted[i] == score; i++)
            {
                sum += order[i];
                weight++;
            }

            x.Add(score);
            var block = (Sum: sum, Weight: weight, Points: 1);
            while (blocks.Count > 0 && blocks[^1].Sum * block.Weight >= block.Sum * blocks[^1].Weight)
            {
                block = (blocks[^1].Sum + block.Sum, blocks[^1].Weight + block.Weight, blocks[^1].Points + block.Points);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        var xs = new List<double>();
        var ps = new List<double>();
        int at = 0;
        foreach ((double sum, double weight, int points) in blocks)
        {
            xs.Add(x[at]);
            ps.Add(sum / weight);
            if (points > 1)
            {
                xs.Add(x[at + points - 1]);
                ps.Add(sum / weight);
            }

            at += points;
        }

        return new IsotonicCalibration([.. xs], [.. ps]);
    }

    /// <summary>The calibrated probability of label 1: linear between knots, the end values outside.</summary>
    /// <param name="score">A score; NaN gives NaN.</param>
    public double Probability(double score)
    {
        if (double.IsNaN(score))
        {
            return score;
        }

        int at = Array.BinarySearch(knotScores, score);
        if (at >= 0)
        {
            return knotProbabilities[at];
        }

        at = ~at;
        if (at == 0 || at == knotScores.Length)
        {
            return knotProbabilities[Math.Max(0, at - 1)];
        }

        double t = (score - knotScores[at - 1]) / (knotScores[at] - knotScores[at - 1]);
        return knotProbabilities[at - 1] + t * (knotProbabilities[at] - knotProbabilities[at - 1]);
    }
}
