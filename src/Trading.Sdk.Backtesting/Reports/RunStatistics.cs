using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Backtesting;

/// <summary>The figures of a run, with the errors that belong to them.</summary>
public sealed record RunStatistics
{
    /// <summary>Fills.</summary>
    public int Trades { get; private init; }

    /// <summary>Round trips: times the position came back to 0 or changed its sign.</summary>
    public int RoundTrips { get; private init; }

    /// <summary>Profit and loss after fees and flows, in the account's currency.</summary>
    public decimal ProfitAndLoss { get; private init; }

    /// <summary>Fees paid.</summary>
    public decimal Fees { get; private init; }

    /// <summary>Sharpe ratio per year; 0 when the equity never moved.</summary>
    public double Sharpe { get; private init; }

    /// <summary>Standard error of <see cref="Sharpe"/> for skewed and heavy-tailed returns (Mertens); NaN when the equity never moved.</summary>
    public double SharpeStandardError { get; private init; }

    /// <summary>Probability that the true Sharpe ratio is above what the best of all trials would show by luck; NaN when the equity never moved.</summary>
    public double DeflatedSharpe { get; private init; }

    /// <summary>Largest fall of the equity from a peak, as a fraction of the capital at the peak, 0…1.</summary>
    public double MaximumDrawdown { get; private init; }

    /// <summary>95 % interval of the mean return per period by the stationary bootstrap; 0, 0 when the equity never moved.</summary>
    public Interval MeanReturnInterval { get; private init; }

    /// <summary>Share of periods with a position.</summary>
    public double Exposure { get; private init; }

    /// <summary>Mean slippage of the fills against the price at the decision, in 1/10,000; positive = worse. NaN without fills.</summary>
    public double SlippageBasisPoints { get; private init; }

    /// <summary>All metrics of the returns; null when the equity never moved.</summary>
    public PerformanceReport? Performance { get; private init; }

    /// <summary>Computes the figures.</summary>
    /// <param name="result">The run.</param>
    /// <param name="capital">What a return of 1 would earn; greater than 0.</param>
    /// <param name="periodsPerYear">Points of the equity a year, greater than 0.</param>
    /// <param name="trials">How many strategies were tried before this one was chosen, at least 1. Default 1.</param>
    /// <param name="trialSharpeVariance">Variance of their Sharpe ratios per period, at least 0. Default 0.</param>
    public static RunStatistics Of(StrategySessionResult result, decimal capital, double periodsPerYear, int trials = 1, double trialSharpeVariance = 0)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periodsPerYear);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        double[] returns = result.Returns(capital);
        bool moved = returns.Length > 2 && returns.Any(r => r != returns[0]);
        PerformanceReport? performance = moved ? PerformanceMetrics.Compute(returns, new PerformanceOptions { PeriodsPerYear = periodsPerYear }) : null;
        double root = Math.Sqrt(periodsPerYear), slippage = 0;
        foreach (Fill fill in result.Fills)
        {
            slippage += fill.Side.Sign() * (fill.Price - fill.ReferencePrice) / fill.ReferencePrice * 1e4 / result.Fills.Count;
        }

        return new RunStatistics
        {
            Trades = result.Fills.Count,
            RoundTrips = CountRoundTrips(result.Fills),
            ProfitAndLoss = result.ProfitAndLoss,
            Fees = result.FeesPaid,
            Sharpe = performance is null ? 0 : performance.SharpePerPeriod * root,
            SharpeStandardError = performance is null ? double.NaN : performance.SharpeStandardErrorMertens * root,
            DeflatedSharpe = performance is null ? double.NaN : trials == 1 ? SharpeRatio.Probabilistic(returns, 0) : SharpeRatio.Deflated(returns, trials, trialSharpeVariance).Probability,
            MaximumDrawdown = Drawdown(result.Equity, capital),
            MeanReturnInterval = moved ? StationaryBootstrap.Mean(returns, StationaryBootstrap.DrawMany(returns.Length, Math.Clamp(2_000_000 / returns.Length, 99, 999), 0.05, 1, 0), 0.95).PercentileInterval : new Interval(0, 0),
            Exposure = result.Equity.Count == 0 ? 0 : result.Equity.Count(p => p.Position != 0) / (double)result.Equity.Count,
            SlippageBasisPoints = result.Fills.Count == 0 ? double.NaN : slippage,
            Performance = performance,
        };
    }

    private static int CountRoundTrips(IReadOnlyList<Fill> fills)
    {
        long position = 0;
        int trips = 0;
        foreach (Fill fill in fills)
        {
            long next = position + (fill.Side.Sign() * fill.Quantity);
            trips += position != 0 && Math.Sign(next) != Math.Sign(position) ? 1 : 0;
            position = next;
        }

        return trips;
    }

    // On the capital plus what was earned since the start: the equity of an account without initial cash starts at 0.
    private static double Drawdown(IReadOnlyList<EquityPoint> equity, decimal capital)
    {
        decimal peak = capital, worst = 0;
        foreach (EquityPoint point in equity)
        {
            decimal worth = capital + point.Equity - equity[0].Equity;
            peak = Math.Max(peak, worth);
            worst = Math.Max(worst, (peak - worth) / peak);
        }

        return (double)worst;
    }
}
