namespace Trading.Sdk.Statistics;

/// <summary>A logistic map from scores to probabilities: p = 1/(1+exp(A·s+B)). The choice below about 1,000 labels.</summary>
/// <param name="Slope">A; negative when higher scores mean label 1.</param>
/// <param name="Intercept">B.</param>
public readonly record struct PlattScaling(double Slope, double Intercept)
{
    /// <summary>Fits A and B by maximum likelihood on smoothed targets (N₊+1)/(N₊+2) and 1/(N₋+2).</summary>
    /// <param name="scores">Finite scores, any scale.</param>
    /// <param name="labels">0 or 1 per score.</param>
    /// <exception cref="ArgumentException">The spans are empty or of different lengths, a score is not finite or a label is not 0 or 1.</exception>
    /// <remarks>
    /// Newton's method with backtracking on the exact log-likelihood, on standardised scores. Equal scores give A = 0.
    /// Source: J. Platt (1999); H.-T. Lin, C.-J. Lin, R. Weng (2007), A note on Platt's probabilistic outputs for support vector machines.
    /// </remarks>
    public static PlattScaling Fit(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        Demand.Sample(scores, 1, nameof(scores));
        Demand.SameLength(labels.Length, scores.Length, nameof(labels));
        int positives = Demand.Labels(labels, nameof(labels)), n = scores.Length;
        double high = (positives + 1.0) / (positives + 2), low = 1.0 / (n - positives + 2);
        Moments moments = Moments.Of(scores);
        double centre = moments.Mean, scale = Math.Sqrt(moments.PopulationVariance);
        bool flat = !(scale > 1e-12 * Math.Max(1e-300, Math.Abs(centre)));
        scale = flat ? 1 : scale;

        double a = 0, b = Math.Log((n - positives + 1.0) / (positives + 1.0));
        double loss = Loss(scores, labels, high, low, centre, scale, a, b);
        for (int iteration = 0; iteration < 200; iteration++)
        {
            double ga = 0, gb = 0, haa = 1e-14, hbb = 1e-14, hab = 0;
            for (int i = 0; i < n; i++)
            {
                double s = flat ? 0 : (scores[i] - centre) / scale;
                double p = Logistic.Of(-(a * s + b)), d = (labels[i] == 1 ? high : low) - p, w = p * (1 - p);
                ga += s * d;
                gb += d;
                haa += s * s * w;
                hab += s * w;
                hbb += w;
            }

            double determinant = haa * hbb - hab * hab;
            double da = -(hbb * ga - hab * gb) / determinant, db = -(haa * gb - hab * ga) / determinant;
            double step = 1, next = double.NaN, bound = 1e-4 * (ga * da + gb * db);
            bool better = false;
            while (step > 1e-12)
            {
                next = Loss(scores, labels, high, low, centre, scale, a + step * da, b + step * db, flat);
                if (next <= loss + step * bound)
                {
                    better = true;
                    break;
                }

                step *= 0.5;
            }

            if (!better)
            {
                // At the optimum rounding hides any decrease: a full Newton step is then below the noise of the loss but still improves the root.
                if (Math.Abs(da) + Math.Abs(db) < 1e-6)
                {
                    a += da;
                    b += db;
                }

                break;
            }

            a += step * da;
            b += step * db;
            loss = next;
            if (Math.Abs(da) + Math.Abs(db) < 1e-13 * (1 + Math.Abs(a) + Math.Abs(b)))
            {
                break;
            }
        }

        a = flat ? 0 : a / scale;
        return new PlattScaling(a, b - a * centre);
    }

    /// <summary>The calibrated probability of label 1; NaN for NaN.</summary>
    public double Probability(double score) => Logistic.Of(-(Slope * score + Intercept));

    private static double Loss(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, double high, double low, double centre, double scale, double a, double b, bool flat = false)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double f = (flat ? 0 : a * (scores[i] - centre) / scale) + b, t = labels[i] == 1 ? high : low;

            // −t·ln p − (1−t)·ln(1−p) with p = 1/(1+e^f), in the form that cannot overflow.
            sum += f >= 0 ? t * f + IncompleteFunctions.LogOnePlus(Math.Exp(-f)) : (t - 1) * f + IncompleteFunctions.LogOnePlus(Math.Exp(f));
        }

        return sum;
    }
}
