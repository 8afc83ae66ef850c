namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The critical line algorithm of Markowitz (1956; Niedermayer, Niedermayer 2010): all turning points of the efficient
/// frontier under weight bounds, from the maximum return to the minimum variance. Between two of them weights are linear
/// in the return.
/// </summary>
internal static class CriticalLine
{
    public static List<OptimalPortfolio> Compute(PortfolioEstimates estimates, double[] lower, double[] upper)
    {
        int n = estimates.Count;
        double[] mean = Distinct(estimates.Mean), w = [.. lower];
        int[] side = new int[n]; // −1 at the lower bound, +1 at the upper, 0 free
        Array.Fill(side, -1);
        FillMaximumReturn(mean, lower, upper, w, side);
        var points = new List<OptimalPortfolio> { Point(estimates, w) };
        var line = new Line(estimates.CovarianceArray, mean, n);
        double lambda = double.PositiveInfinity;
        for (int step = 0; step < 100 * n; step++)
        {
            line.Solve(w, side);
            (double next, int index, int becomes) = line.NextEvent(lambda, lower, upper, side);
            if (index < 0 || next <= 0)
            {
                line.WeightsAt(0, w, side, lower, upper);
                points.Add(Point(estimates, w));
                return points;
            }

            line.WeightsAt(next, w, side, lower, upper);
            if (becomes != 0)
            {
                w[index] = becomes < 0 ? lower[index] : upper[index];
            }

            side[index] = becomes;
            lambda = next;
            points.Add(Point(estimates, w));
        }

        throw new PortfolioDataException("The critical line did not come to an end: the covariance is too ill-conditioned.");
    }

    private static OptimalPortfolio Point(PortfolioEstimates estimates, double[] w) => new([.. w], DenseMatrix.Dot(estimates.Mean, w), DenseMatrix.Quadratic(estimates.Covariance, w));

    /// <summary>Equal means make the first line ambiguous; a shift far below any precision of the estimates orders them.</summary>
    private static double[] Distinct(ReadOnlySpan<double> mean)
    {
        double[] result = mean.ToArray();
        int[] order = [.. Enumerable.Range(0, result.Length)];
        Array.Sort([.. result], order);
        double scale = Math.Max(result.Max() - result.Min(), 1e-12);
        for (int i = 1; i < order.Length; i++)
        {
            if (result[order[i]] <= result[order[i - 1]])
            {
                result[order[i]] = result[order[i - 1]] + (1e-12 * scale);
            }
        }

        return result;
    }

    private static void FillMaximumReturn(double[] mean, double[] lower, double[] upper, double[] w, int[] side)
    {
        int[] order = [.. Enumerable.Range(0, mean.Length)];
        Array.Sort(mean.Select(m => -m).ToArray(), order);
        double left = 1 - lower.Sum();
        int free = order[0];
        foreach (int i in order)
        {
            if (upper[i] <= lower[i])
            {
                continue;
            }

            double room = upper[i] - lower[i];
            free = i;
            if (room >= left)
            {
                w[i] = lower[i] + left;
                side[i] = 0;
                return;
            }

            w[i] = upper[i];
            side[i] = 1;
            left -= room;
        }

        // Everything stands at its bound up to rounding: the last filled asset absorbs the rest.
        side[free] = 0;
    }

    /// <summary>The line w(λ) = α + λβ of one set of free assets.</summary>
    private sealed class Line(double[] covariance, double[] mean, int n)
    {
        private readonly double[] factor = new double[n * n];
        private readonly double[] block = new double[n * n];
        private readonly int[] free = new int[n];
        private readonly double[] alpha = new double[n];
        private readonly double[] beta = new double[n];
        private readonly double[] ones = new double[n];
        private readonly double[] alphaGradient = new double[n];
        private readonly double[] betaGradient = new double[n];
        private int k;

        public void Solve(double[] w, int[] side)
        {
            k = 0;
            for (int i = 0; i < n; i++)
            {
                if (side[i] == 0)
                {
                    free[k++] = i;
                }
            }

            double boundSum = 0;
            for (int i = 0; i < n; i++)
            {
                boundSum += side[i] == 0 ? 0 : w[i];
            }

            for (int a = 0; a < k; a++)
            {
                int i = free[a];
                double cross = 0;
                for (int j = 0; j < n; j++)
                {
                    if (side[j] != 0 && w[j] != 0)
                    {
                        cross += covariance[(i * n) + j] * w[j];
                    }
                }

                for (int b = 0; b < k; b++)
                {
                    block[(a * k) + b] = covariance[(i * n) + free[b]];
                }

                alpha[a] = -cross;
                beta[a] = mean[i];
                ones[a] = 1;
            }

            if (DenseMatrix.Cholesky(block.AsSpan(0, k * k), k, factor.AsSpan(0, k * k)) >= 0)
            {
                throw new PortfolioDataException("The covariance of the held assets is singular; use shrinkage.");
            }

            DenseMatrix.SolveCholesky(factor, k, alpha.AsSpan(0, k));
            DenseMatrix.SolveCholesky(factor, k, beta.AsSpan(0, k));
            DenseMatrix.SolveCholesky(factor, k, ones.AsSpan(0, k));
            double sumAlpha = 0, sumBeta = 0, sumOnes = 0;
            for (int a = 0; a < k; a++)
            {
                sumAlpha += alpha[a];
                sumBeta += beta[a];
                sumOnes += ones[a];
            }

            // γ(λ) = gamma0 + λ·gamma1 keeps the sum at one.
            double gamma0 = (1 - boundSum - sumAlpha) / sumOnes, gamma1 = -sumBeta / sumOnes;
            for (int a = 0; a < k; a++)
            {
                alpha[a] += gamma0 * ones[a];
                beta[a] += gamma1 * ones[a];
            }

            if (k == 1)
            {
                alpha[0] = 1 - boundSum;
                beta[0] = 0;
            }

            // Gradient Σw − λμ − γ of every asset as a line in λ.
            for (int i = 0; i < n; i++)
            {
                double a0 = -gamma0, b0 = -gamma1 - mean[i];
                for (int j = 0; j < n; j++)
                {
                    if (side[j] != 0 && w[j] != 0)
                    {
                        a0 += covariance[(i * n) + j] * w[j];
                    }
                }

                for (int a = 0; a < k; a++)
                {
                    double c = covariance[(i * n) + free[a]];
                    a0 += c * alpha[a];
                    b0 += c * beta[a];
                }

                alphaGradient[i] = a0;
                betaGradient[i] = b0;
            }
        }

        public (double Lambda, int Index, int Becomes) NextEvent(double lambda, double[] lower, double[] upper, int[] side)
        {
            double best = double.NegativeInfinity;
            int index = -1, becomes = 0;
            for (int a = 0; a < k && k > 1; a++)
            {
                int i = free[a];
                double target = beta[a] > 0 ? lower[i] : upper[i];
                if (beta[a] == 0 || !double.IsFinite(target))
                {
                    continue;
                }

                double at = Math.Min(lambda, (target - alpha[a]) / beta[a]);
                if (at > best)
                {
                    (best, index, becomes) = (at, i, beta[a] > 0 ? -1 : 1);
                }
            }

            for (int i = 0; i < n; i++)
            {
                // As λ falls the gradient of an asset at its lower bound must not fall below zero, at its upper not rise above.
                if (side[i] == 0 || lower[i] == upper[i] || (side[i] < 0 ? betaGradient[i] <= 0 : betaGradient[i] >= 0))
                {
                    continue;
                }

                double at = Math.Min(lambda, -alphaGradient[i] / betaGradient[i]);
                if (at > best)
                {
                    (best, index, becomes) = (at, i, 0);
                }
            }

            return (best, index, becomes);
        }

        public void WeightsAt(double lambda, double[] w, int[] side, double[] lower, double[] upper)
        {
            for (int a = 0; a < k; a++)
            {
                w[free[a]] = Math.Clamp(alpha[a] + (lambda * beta[a]), lower[free[a]], upper[free[a]]);
            }
        }
    }
}
