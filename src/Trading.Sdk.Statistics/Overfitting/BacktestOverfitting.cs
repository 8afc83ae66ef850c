namespace Trading.Sdk.Statistics;

/// <summary>The probability of backtest overfitting by combinatorially symmetric cross-validation (CSCV).</summary>
public static class BacktestOverfitting
{
    /// <summary>Computes PBO with the Sharpe ratio mean/sd(n−1) as metric.</summary>
    /// <param name="returns">Row-major [periods × strategies]: one column per trial that was considered, all of them.</param>
    /// <param name="strategies">Number of trials N, at least 2.</param>
    /// <param name="blocks">S, even, 2 … 20: contiguous blocks of rows (the first ones one larger), each with at least two rows; all C(S, S/2) splits are evaluated. Default 16 (12,870 splits).</param>
    /// <exception cref="ArgumentException">Shapes do not fit, there are too few rows, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>
    /// A strategy whose returns do not vary in a half has the metric 0. Ties in sample go to the first column, ties out of sample share their mean rank.
    /// Cost: one pass over the returns, then C(S, S/2)·N·S. Source: D. Bailey, J. Borwein, M. López de Prado, Q. Zhu (2015), The probability of backtest overfitting.
    /// </remarks>
    public static OverfittingResult Assess(ReadOnlySpan<double> returns, int strategies, int blocks = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(strategies, 2);
        int n = Demand.Rows(returns.Length, strategies, nameof(returns), nameof(strategies));
        if (blocks is < 2 or > 20 || blocks % 2 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(blocks), blocks, "The number of blocks must be even, 2 to 20.");
        }

        Demand.AtLeast(n, 2 * blocks, nameof(returns));
        Demand.Finite(returns, nameof(returns));
        BlockMoments[] moments = Summarise(returns, strategies, n, blocks, out double[] means);

        int splits = (int)Combinations.Count(blocks, blocks / 2), at = 0;
        double[] logits = new double[splits], inside = new double[splits], outside = new double[splits], metric = new double[strategies];
        bool[] chosen = new bool[blocks];
        int overfitted = 0, losses = 0;
        foreach (int[] set in Combinations.All(blocks, blocks / 2))
        {
            Array.Clear(chosen);
            foreach (int block in set)
            {
                chosen[block] = true;
            }

            int best = 0;
            double bestMetric = double.NegativeInfinity;
            for (int s = 0; s < strategies; s++)
            {
                double value = Metric(moments.AsSpan(s * blocks, blocks), chosen, wanted: true, means[s]);
                if (value > bestMetric)
                {
                    (best, bestMetric) = (s, value);
                }

                metric[s] = Metric(moments.AsSpan(s * blocks, blocks), chosen, wanted: false, means[s]);
            }

            double below = 0;
            for (int s = 0; s < strategies; s++)
            {
                below += metric[s] < metric[best] ? 1 : metric[s] == metric[best] && s != best ? 0.5 : 0;
            }

            double omega = (below + 1) / (strategies + 1);
            logits[at] = Math.Log(omega / (1 - omega));
            inside[at] = bestMetric;
            outside[at] = metric[best];
            overfitted += logits[at] <= 0 ? 1 : 0;
            losses += outside[at] < 0 ? 1 : 0;
            at++;
        }

        double mi = Moments.MeanOf(inside), mo = Moments.MeanOf(outside), squares = 0, products = 0;
        for (int i = 0; i < splits; i++)
        {
            squares += (inside[i] - mi) * (inside[i] - mi);
            products += (inside[i] - mi) * (outside[i] - mo);
        }

        double slope = products / squares;
        return new OverfittingResult
        {
            Probability = overfitted / (double)splits,
            ProbabilityOfLoss = losses / (double)splits,
            Logits = logits,
            InSample = inside,
            OutOfSample = outside,
            DegradationSlope = slope,
            DegradationIntercept = mo - slope * mi,
        };
    }

    /// <summary>Count, sum and sum of squares of each strategy's deviations from its own mean, per block.</summary>
    private static BlockMoments[] Summarise(ReadOnlySpan<double> returns, int strategies, int n, int blocks, out double[] means)
    {
        var moments = new BlockMoments[strategies * blocks];
        means = new double[strategies];
        double[] column = new double[n];
        for (int s = 0; s < strategies; s++)
        {
            FactorPanel.Column(returns, strategies, s, column);
            means[s] = Moments.MeanOf(column);
            int row = 0;
            for (int b = 0; b < blocks; b++)
            {
                int count = n / blocks + (b < n % blocks ? 1 : 0);
                double sum = 0, squares = 0;
                for (int i = 0; i < count; i++)
                {
                    double d = column[row++] - means[s];
                    sum += d;
                    squares += d * d;
                }

                moments[s * blocks + b] = new BlockMoments(count, sum, squares);
            }
        }

        return moments;
    }

    private static double Metric(ReadOnlySpan<BlockMoments> blocks, bool[] chosen, bool wanted, double mean)
    {
        double count = 0, sum = 0, squares = 0;
        for (int b = 0; b < blocks.Length; b++)
        {
            if (chosen[b] == wanted)
            {
                count += blocks[b].Count;
                sum += blocks[b].Sum;
                squares += blocks[b].Squares;
            }
        }

        double shift = sum / count, variance = (squares - sum * shift) / (count - 1);
        return variance > 0 ? (mean + shift) / Math.Sqrt(variance) : 0;
    }

    private readonly record struct BlockMoments(int Count, double Sum, double Squares);
}
