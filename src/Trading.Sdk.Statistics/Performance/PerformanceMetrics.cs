namespace Trading.Sdk.Statistics;

/// <summary>Performance of a strategy from its simple returns per period.</summary>
/// <remarks>Conventions of C. Bacon (2008), Practical Portfolio Performance Measurement and Attribution, where a measure names no other source.</remarks>
public static class PerformanceMetrics
{
    private static readonly PerformanceOptions Defaults = new();

    /// <summary>Computes the whole report.</summary>
    /// <param name="returns">Simple returns per period as fractions (0.01 = 1 %), oldest first, days without a trade included as 0; at least two finite values above −1 (a loss of everything, −1, is allowed).</param>
    /// <param name="options">Conventions; null for the defaults.</param>
    /// <exception cref="ArgumentException">Fewer than two values, one is not finite or below −1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <remarks>Each measure states its formula and source on its property. Cost O(n log n), one sorted copy.</remarks>
    public static PerformanceReport Compute(ReadOnlySpan<double> returns, PerformanceOptions? options = null)
    {
        options ??= Defaults;
        options.Validate();
        Demand.Sample(returns, 2, nameof(returns));
        int n = returns.Length;
        double[] excess = new double[n];
        double gains = 0, losses = 0, downside = 0;
        int gainCount = 0, lossCount = 0;
        for (int i = 0; i < n; i++)
        {
            double r = returns[i];
            if (r < -1)
            {
                throw new ArgumentException($"Return {i} is {r}: a simple return cannot be below −1.", nameof(returns));
            }

            excess[i] = r - options.RiskFreePerPeriod;
            double below = Math.Min(excess[i], 0);
            downside += below * below;
            if (r > 0)
            {
                gains += r;
                gainCount++;
            }
            else if (r < 0)
            {
                losses -= r;
                lossCount++;
            }
        }

        double[] curve = new double[n + 1];
        EquityCurve(returns, curve);
        DrawdownReport drawdown = DrawdownOf(curve);
        double peak = 1, ulcer = 0;
        for (int i = 1; i <= n; i++)
        {
            peak = Math.Max(peak, curve[i]);
            double fall = curve[i] / peak - 1;
            ulcer += fall * fall;
        }

        Moments moments = Moments.Of(excess);
        double sharpe = SharpeRatio.Of(moments), root = Math.Sqrt(options.PeriodsPerYear), deviation = Math.Sqrt(downside / n);
        double cagr = Math.Pow(curve[n], options.PeriodsPerYear / n) - 1;
        double[] sorted = returns.ToArray();
        Array.Sort(sorted);
        double low = Quantiles.OfSorted(sorted, 0.05), high = Quantiles.OfSorted(sorted, 0.95);
        return new PerformanceReport
        {
            Observations = n,
            TotalReturn = curve[n] - 1,
            Cagr = cagr,
            MeanReturn = moments.Mean,
            StandardDeviation = moments.StandardDeviation,
            VolatilityAnnual = moments.StandardDeviation * root,
            SharpePerPeriod = sharpe,
            SharpeAnnual = sharpe * root,
            SharpeStandardErrorIid = SharpeRatio.StandardErrorIid(sharpe, n),
            SharpeStandardErrorMertens = SharpeRatio.StandardErrorMertens(sharpe, n, moments.Skewness, moments.Kurtosis),
            LoAnnualisationFactor = SharpeRatio.AnnualisationFactor(excess, options.LoPeriods),
            DownsideDeviation = deviation,
            SortinoAnnual = moments.Mean / deviation * root,
            Drawdown = drawdown,
            Calmar = cagr / Math.Abs(drawdown.MaximumDrawdown),
            Skewness = moments.Skewness,
            Kurtosis = moments.Kurtosis,
            ReturnQuantile5Percent = low,
            MeanOfWorst5Percent = MeanOfWorst(sorted, 0.05),
            UlcerIndex = Math.Sqrt(ulcer / n),
            OmegaAtZero = gains / losses,
            GainToPain = (gains - losses) / losses,
            HitRate = (double)gainCount / n,
            PayoffRatio = gains / gainCount / (losses / lossCount),
            TailRatio = Math.Abs(high) / Math.Abs(low),
        };
    }

    /// <summary>Compounds returns from a capital of 1.</summary>
    /// <param name="returns">Simple returns, oldest first.</param>
    /// <param name="curve">Receives n+1 points; point 0 is 1.</param>
    /// <exception cref="ArgumentException"><paramref name="curve"/> has another length than n+1.</exception>
    public static void EquityCurve(ReadOnlySpan<double> returns, Span<double> curve)
    {
        Demand.SameLength(curve.Length, returns.Length + 1, nameof(curve));
        curve[0] = 1;
        for (int i = 0; i < returns.Length; i++)
        {
            curve[i + 1] = curve[i] * (1 + returns[i]);
        }
    }

    /// <summary>Writes equity/running peak−1 for each point of an equity curve: 0 at a peak, negative below.</summary>
    /// <param name="curve">Equity, oldest first, the initial capital included; positive at the start.</param>
    /// <param name="drawdowns">Receives one value per point.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite or the first is not positive.</exception>
    public static void DrawdownPath(ReadOnlySpan<double> curve, Span<double> drawdowns)
    {
        CheckCurve(curve);
        Demand.SameLength(drawdowns.Length, curve.Length, nameof(drawdowns));
        double peak = curve[0];
        for (int i = 0; i < curve.Length; i++)
        {
            peak = Math.Max(peak, curve[i]);
            drawdowns[i] = curve[i] / peak - 1;
        }
    }

    /// <summary>The deepest fall of an equity curve.</summary>
    /// <param name="curve">Equity, oldest first, the initial capital included; positive at the start.</param>
    /// <exception cref="ArgumentException">The span is empty, a value is not finite or the first is not positive.</exception>
    public static DrawdownReport DrawdownOf(ReadOnlySpan<double> curve)
    {
        CheckCurve(curve);
        double peak = curve[0], deepest = 0, deepestPeak = curve[0];
        int peakIndex = 0, deepestPeakIndex = 0, trough = 0, run = 0, longest = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            if (curve[i] >= peak)
            {
                peakIndex = curve[i] > peak ? i : peakIndex;
                peak = curve[i];
                run = 0;
                continue;
            }

            longest = Math.Max(longest, ++run);
            double fall = curve[i] / peak - 1;
            if (fall < deepest)
            {
                (deepest, deepestPeak, deepestPeakIndex, trough) = (fall, peak, peakIndex, i);
            }
        }

        int? recovery = null;
        for (int i = trough + 1; i < curve.Length && deepest < 0; i++)
        {
            if (curve[i] >= deepestPeak)
            {
                recovery = i;
                break;
            }
        }

        return new DrawdownReport(deepest, deepestPeakIndex, trough, recovery, longest);
    }

    /// <summary>The mean of the worst share of the mass of a sample in ascending order, the last observation counted in part.</summary>
    /// <param name="sorted">Returns, ascending (not checked), at least one.</param>
    /// <param name="share">In (0, 1].</param>
    /// <remarks>Source: Rockafellar and Uryasev (2002), Conditional value-at-risk for general loss distributions.</remarks>
    /// <exception cref="ArgumentException">The span is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is outside (0, 1].</exception>
    public static double MeanOfWorst(ReadOnlySpan<double> sorted, double share)
    {
        Demand.AtLeast(sorted.Length, 1, nameof(sorted));
        if (!(share > 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must lie in (0, 1].");
        }

        double mass = share * sorted.Length, sum = 0;
        int whole = (int)mass;
        for (int i = 0; i < whole; i++)
        {
            sum += sorted[i];
        }

        return (whole < sorted.Length ? sum + (mass - whole) * sorted[whole] : sum) / mass;
    }

    private static void CheckCurve(ReadOnlySpan<double> curve)
    {
        Demand.Sample(curve, 1, nameof(curve));
        if (curve[0] <= 0)
        {
            throw new ArgumentException($"The curve starts at {curve[0]}; the initial capital must be positive.", nameof(curve));
        }
    }
}
