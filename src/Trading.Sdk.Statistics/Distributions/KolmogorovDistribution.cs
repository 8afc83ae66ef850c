namespace Trading.Sdk.Statistics;

/// <summary>The distribution of Kolmogorov's D, the greatest distance between an empirical and the true continuous distribution function.</summary>
public static class KolmogorovDistribution
{
    // Entries of the recursion beyond 1/33! ≈ 10⁻³⁷ change nothing.
    private const int Band = 32;
    private const int ExactUpTo = 20_000;

    /// <summary>P(D ≥ <paramref name="distance"/>) for a sample of <paramref name="observations"/>.</summary>
    /// <param name="distance">At most 0 gives 1, at least 1 gives 0; NaN gives NaN.</param>
    /// <param name="observations">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="observations"/> is below 1.</exception>
    /// <remarks>
    /// The upper tail is twice Smirnov's exact one-sided sum, accurate in relative terms; the middle is Durbin's exact recursion up to 20,000
    /// observations (as a vector, not a matrix power: O(n·√n)), and the expansion of Pelz and Good beyond.
    /// Source: G. Marsaglia, W. Tsang, J. Wang (2003), Evaluating Kolmogorov's distribution; R. Simard, P. L'Ecuyer (2011),
    /// Computing the two-sided Kolmogorov–Smirnov distribution; W. Pelz, I. Good (1976).
    /// </remarks>
    public static double Survival(double distance, int observations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 1);
        if (double.IsNaN(distance))
        {
            return distance;
        }

        double n = observations;
        if (distance <= 0.5 / n)
        {
            return 1;
        }

        if (distance >= 1)
        {
            return 0;
        }

        // The two one-sided events exclude each other from ½ on; below, what they share is about e^(−8nd²), or 10⁻¹⁰ of the tail from nd² = 4 on.
        if (distance >= 0.5 || n * distance * distance >= 4)
        {
            return Math.Min(1, 2 * OneSided(distance, observations));
        }

        double cumulative = observations <= ExactUpTo ? Durbin(distance, observations) : PelzGood(distance, observations);
        return Math.Clamp(1 - cumulative, 0, 1);
    }

    /// <summary>P(D⁺ ≥ d) = d·Σ C(n,j)(d+j/n)^(j−1)(1−d−j/n)^(n−j) (Smirnov 1944).</summary>
    private static double OneSided(double d, int n)
    {
        double sum = 0;
        for (int j = 0; j <= n; j++)
        {
            double p = d + j / (double)n, q = 1 - d - j / (double)n;
            if (q < 0)
            {
                break;
            }

            sum += IncompleteFunctions.BinomialTerm(j, n, p, q) / p;
        }

        return d * sum;
    }

    private static double Durbin(double d, int n)
    {
        double nd = n * d;
        int k = (int)nd + 1, m = 2 * k - 1;
        double h = k - nd;
        double[] factorials = new double[Band + 2];
        factorials[0] = 1;
        for (int i = 1; i < factorials.Length; i++)
        {
            factorials[i] = factorials[i - 1] / i;
        }

        // Row-vector form: v ← v·H, H[i,j] = 1/(i−j+1)! with corrections in the first column and last row; e⁻¹ per step keeps the size.
        double[] first = new double[Math.Min(m, Band)], last = new double[Math.Min(m, Band)];
        for (int i = 0; i < first.Length; i++)
        {
            first[i] = last[i] = (1 - Math.Pow(h, i + 1)) * factorials[i + 1];
        }

        double corner = m <= Band ? (1 - 2 * Math.Pow(h, m) + (2 * h > 1 ? Math.Pow(2 * h - 1, m) : 0)) * factorials[m] : 0;
        double[] v = new double[m], next = new double[m];
        v[k - 1] = 1;
        double shrink = Math.Exp(-1);
        for (int step = 0; step < n; step++)
        {
            for (int j = 0; j < m; j++)
            {
                double sum = 0;
                int from = Math.Max(0, j - 1), to = Math.Min(m - 1, j + Band - 1);
                for (int i = from; i <= to; i++)
                {
                    double entry = i == m - 1
                        ? (j == 0 ? corner : last[m - 1 - j])
                        : (j == 0 ? first[i] : factorials[i - j + 1]);
                    sum += v[i] * entry;
                }

                next[j] = sum * shrink;
            }

            (v, next) = (next, v);
        }

        return v[k - 1] * Math.Sqrt(2 * Math.PI * n) * Math.Exp(IncompleteFunctions.StirlingError(n));
    }

    private static double PelzGood(double d, int n)
    {
        double z = Math.Sqrt(n) * d, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, z8 = z4 * z4, z10 = z8 * z2;
        const double Pi2 = Math.PI * Math.PI, Pi4 = Pi2 * Pi2, Pi6 = Pi4 * Pi2;
        double k0 = 0, k1 = 0, k2 = 0, k3 = 0, extra2 = 0, extra3 = 0;
        int terms = 2 + (int)(6 * z);
        for (int k = terms; k >= 0; k--)
        {
            double s = (k + 0.5) * (k + 0.5), weight = Math.Exp(-Pi2 * s / (2 * z2));
            k0 += weight;
            k1 += (Pi2 * s - z2) * weight;
            k2 += (6 * z6 + 2 * z4 + Pi2 * (2 * z4 - 5 * z2) * s + Pi4 * (1 - 2 * z2) * s * s) * weight;
            k3 += (-30 * z6 - 90 * z8 + Pi2 * (135 * z4 - 96 * z6) * s + Pi4 * (212 * z4 - 60 * z2) * s * s + Pi6 * (5 - 30 * z2) * s * s * s) * weight;
            double w = k * k, other = Math.Exp(-Pi2 * w / (2 * z2));
            extra2 += Pi2 * w * other;
            extra3 += (3 * Pi2 * w * z2 - Pi4 * w * w) * other;
        }

        double root = Math.Sqrt(2 * Math.PI), rootN = Math.Sqrt(n);
        return root * (k0 / z
            + k1 / (6 * z4) / rootN
            + (k2 / (72 * z6 * z) - extra2 / (36 * z2 * z)) / n
            + (k3 / (6480 * z10) + extra3 / (216 * z6)) / (n * rootN));
    }
}
