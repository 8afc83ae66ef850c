namespace Trading.Sdk.Statistics;

/// <summary>How well a factor orders assets by their later returns. Matrices are row-major [dates × assets]; a NaN factor or return drops that asset on that date.</summary>
/// <remarks>Source: R. Grinold, R. Kahn (1999), Active Portfolio Management; E. Qian, R. Hua, E. Sorensen (2007), Quantitative Equity Portfolio Management.</remarks>
public static class FactorEvaluation
{
    /// <summary>Information coefficients of each date with their summary.</summary>
    /// <param name="factor">Factor values known at the date; NaN = missing.</param>
    /// <param name="forwardReturn">Returns after the date; NaN = missing.</param>
    /// <param name="assets">Number of assets, at least 1.</param>
    /// <exception cref="ArgumentException">Shapes do not fit or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="assets"/> is below 1.</exception>
    /// <remarks>Source: R. Grinold, R. Kahn (1999), Active Portfolio Management, ch. 6.</remarks>
    public static InformationCoefficients InformationCoefficients(ReadOnlySpan<double> factor, ReadOnlySpan<double> forwardReturn, int assets)
    {
        int dates = CheckPanels(factor, forwardReturn, assets), present = 0;
        double[] pearson = new double[dates], spearman = new double[dates], found = new double[dates];
        double[] f = new double[assets], r = new double[assets], rf = new double[assets], rr = new double[assets];
        for (int d = 0; d < dates; d++)
        {
            int n = Present(factor.Slice(d * assets, assets), forwardReturn.Slice(d * assets, assets), f, r);
            if (n < 2)
            {
                pearson[d] = spearman[d] = double.NaN;
                continue;
            }

            pearson[d] = Correlation.Coefficient(f.AsSpan(0, n), r.AsSpan(0, n));
            Ranks.Average(f.AsSpan(0, n), rf.AsSpan(0, n));
            Ranks.Average(r.AsSpan(0, n), rr.AsSpan(0, n));
            spearman[d] = Correlation.Coefficient(rf.AsSpan(0, n), rr.AsSpan(0, n));
            if (!double.IsNaN(spearman[d]))
            {
                found[present++] = spearman[d];
            }
        }

        double mean = present == 0 ? double.NaN : Moments.MeanOf(found.AsSpan(0, present));
        double deviation = present < 2 ? double.NaN : Math.Sqrt(Moments.SumOfSquares(found.AsSpan(0, present), mean) / (present - 1));
        return new InformationCoefficients { Pearson = pearson, Spearman = spearman, SpearmanMean = mean, SpearmanStandardDeviation = deviation, Dates = present };
    }

    /// <summary>Mean later return of each quantile of the factor, date by date.</summary>
    /// <param name="factor">Factor values known at the date; NaN = missing.</param>
    /// <param name="forwardReturn">Returns after the date; NaN = missing.</param>
    /// <param name="assets">Number of assets, at least 1.</param>
    /// <param name="quantiles">Number of quantiles, at least 2; the first holds the smallest factor values.</param>
    /// <returns>Row-major [dates × quantiles]; NaN for a quantile without assets.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>Edges are type-7 quantiles of the date's factor values; intervals are closed on the right, the first on both sides (the convention of pandas.qcut).</remarks>
    public static double[] QuantileReturns(ReadOnlySpan<double> factor, ReadOnlySpan<double> forwardReturn, int assets, int quantiles)
    {
        int dates = CheckPanels(factor, forwardReturn, assets);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantiles, 2);
        double[] result = new double[checked(dates * quantiles)], f = new double[assets], r = new double[assets], sorted = new double[assets], edges = new double[quantiles];
        int[] counts = new int[quantiles];
        for (int d = 0; d < dates; d++)
        {
            Span<double> row = result.AsSpan(d * quantiles, quantiles);
            int n = Present(factor.Slice(d * assets, assets), forwardReturn.Slice(d * assets, assets), f, r);
            Array.Clear(counts);
            if (n > 0)
            {
                f.AsSpan(0, n).CopyTo(sorted);
                sorted.AsSpan(0, n).Sort();
                for (int q = 0; q < quantiles; q++)
                {
                    edges[q] = Edge(sorted.AsSpan(0, n), q + 1, quantiles);
                }
            }

            for (int i = 0; i < n; i++)
            {
                int q = 0;
                while (q < quantiles - 1 && f[i] > edges[q])
                {
                    q++;
                }

                row[q] += r[i];
                counts[q]++;
            }

            for (int q = 0; q < quantiles; q++)
            {
                row[q] /= counts[q];
            }
        }

        return result;
    }

    /// <summary>How stable the order of the assets is: correlation of the ranks on consecutive dates, over the assets present on both.</summary>
    /// <param name="factor">Factor values; NaN = missing.</param>
    /// <param name="assets">Number of assets, at least 1.</param>
    /// <returns>One value per pair of consecutive dates; NaN with fewer than two common assets or without variation. Ranks are average ranks within each date.</returns>
    /// <exception cref="ArgumentException">The shape does not fit or a value is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="assets"/> is below 1.</exception>
    public static double[] RankAutocorrelation(ReadOnlySpan<double> factor, int assets)
    {
        int dates = Demand.Rows(factor.Length, assets, nameof(factor), nameof(assets));
        CheckNotInfinite(factor, nameof(factor));
        double[] result = new double[Math.Max(0, dates - 1)], previous = new double[assets], current = new double[assets], a = new double[assets], b = new double[assets];
        for (int d = 0; d < dates; d++)
        {
            RankPresent(factor.Slice(d * assets, assets), current);
            int n = d == 0 ? 0 : Present(previous, current, a, b);
            if (d > 0)
            {
                result[d - 1] = n < 2 ? double.NaN : Correlation.Coefficient(a.AsSpan(0, n), b.AsSpan(0, n));
            }

            (previous, current) = (current, previous);
        }

        return result;
    }

    /// <summary>The type-7 quantile at q/quantiles; the place is computed in whole numbers so that an edge on an observation is exactly it.</summary>
    private static double Edge(ReadOnlySpan<double> sorted, int q, int quantiles)
    {
        long place = (long)q * (sorted.Length - 1);
        int below = (int)(place / quantiles);
        double t = place % quantiles / (double)quantiles;
        if (t == 0)
        {
            return sorted[below];
        }

        double a = sorted[below], b = sorted[below + 1];
        return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
    }

    private static void RankPresent(ReadOnlySpan<double> factor, Span<double> ranks)
    {
        double[] present = new double[factor.Length], own = new double[factor.Length];
        int n = 0;
        foreach (double value in factor)
        {
            if (!double.IsNaN(value))
            {
                present[n++] = value;
            }
        }

        Ranks.Average(present.AsSpan(0, n), own.AsSpan(0, n));
        for (int i = 0, at = 0; i < factor.Length; i++)
        {
            ranks[i] = double.IsNaN(factor[i]) ? double.NaN : own[at++];
        }
    }

    /// <summary>Copies the pairs in which neither value is NaN.</summary>
    private static int Present(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> x, Span<double> y)
    {
        int n = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (!double.IsNaN(a[i]) && !double.IsNaN(b[i]))
            {
                x[n] = a[i];
                y[n++] = b[i];
            }
        }

        return n;
    }

    private static int CheckPanels(ReadOnlySpan<double> factor, ReadOnlySpan<double> forwardReturn, int assets)
    {
        int dates = Demand.Rows(factor.Length, assets, nameof(factor), nameof(assets));
        Demand.SameLength(forwardReturn.Length, factor.Length, nameof(forwardReturn));
        CheckNotInfinite(factor, nameof(factor));
        CheckNotInfinite(forwardReturn, nameof(forwardReturn));
        return dates;
    }

    private static void CheckNotInfinite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsInfinity(values[i]))
            {
                throw new ArgumentException($"Element {i} is infinite; missing values are NaN.", name);
            }
        }
    }
}
