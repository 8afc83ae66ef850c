using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;
using Trading.Sdk.Signals;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.EndToEnd;

/// <summary>The fused strategy on the unseen part, beside buy-and-hold and random signals.</summary>
internal sealed record JudgeStep(
    IReadOnlyList<SourceCalibration> Calibrations,
    FusedStrategyOptions Options,
    decimal Capital,
    StrategySessionResult Strategy,
    StrategySessionResult BuyAndHold,
    IReadOnlyList<StrategySessionResult> Random,
    IReadOnlyList<FusedDecision> Decisions,
    PerformanceReport? Performance,
    double ProbabilisticSharpe,
    double ShareOfRandomBetter)
{
    public const int HorizonRows = PatternStep.HorizonRows, RandomRuns = 100;
    private const long Second = 1_000_000_000;

    public static JudgeStep Run(Session session, IReadOnlyList<IScoreSource> models, ulong seed, Action<double> progress, CancellationToken cancellation)
    {
        // Only rows behind the fitting part: what a model was fitted on would flatter it.
        IReadOnlyList<CalibratedSource> sources = SourceCalibration.Calibrate(
            models, session.Times, session.Rows, session.ForwardReturns(HorizonRows, session.TrainRows), session.FitRows, session.Source.Instrument.Id, HorizonRows * Second, out IReadOnlyList<SourceCalibration> calibrations);
        FusedStrategyOptions options = Size(session);
        var instrument = session.Source.Instrument;
        decimal capital = decimal.Round(options.Lots * instrument.Quantity.Value * instrument.Price.Value * (decimal)(session.Mid[session.TrainRows] / (double)instrument.Price.Value), 2);

        var strategy = new FusedStrategy(sources, options);
        StrategySessionResult result = Replay(session, MakeRun(session, strategy, capital, options.Lots));
        progress(0.3);

        StrategySessionResult hold = Replay(session, MakeRun(session, new BuyAndHold(options.Lots), capital, options.Lots));
        progress(0.4);
        double entries = Math.Max(1, CountEntries(result)) / (double)Math.Max(1, result.Equity.Count);
        var random = new StrategySessionResult[RandomRuns];
        int done = 0;
        Parallel.For(0, RandomRuns, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, i =>
        {
            random[i] = Replay(session, MakeRun(session, new RandomSignals(options.Lots, entries, HorizonRows, seed, (ulong)i), capital, options.Lots));
            progress(0.4 + (0.6 * Interlocked.Increment(ref done) / RandomRuns));
        });

        double[] returns = result.Returns(capital);
        bool traded = returns.Any(r => r != 0);
        return new JudgeStep(
            calibrations,
            options,
            capital,
            result,
            hold,
            random,
            strategy.Decisions,
            traded ? PerformanceMetrics.Compute(returns, new PerformanceOptions { PeriodsPerYear = 365.0 * 24 * 3600 }) : null,
            traded ? SharpeRatio.Probabilistic(returns) : double.NaN,
            random.Count(r => r.ProfitAndLoss > result.ProfitAndLoss) / (double)RandomRuns);
    }

    /// <summary>A twentieth of the depth near the touch, so that own orders may be taken not to move the market.</summary>
    private static FusedStrategyOptions Size(Session session)
    {
        double[] depth = session.Column("bid_depth_10bps", session.TrainRows);
        Array.Sort(depth);
        double median = depth[depth.Length / 2];
        long lots = Math.Max(1, (long)(median / 20 / (double)session.Source.Instrument.Quantity.Value));
        double[] moves = [.. session.ForwardReturns(HorizonRows, session.TrainRows).Where(r => !double.IsNaN(r)).Select(Math.Abs)];
        return new FusedStrategyOptions(lots, HorizonRows * Second, moves.Average(), (double)session.Source.Fees.Taker, EntryMultiple: 1);
    }

    internal static StrategySession MakeRun(Session session, IStrategy strategy, decimal capital, long lots) => new(
        session.Source.Instrument,
        strategy,
        new StrategySessionOptions
        {
            DecisionInterval = Second,
            Execution = new SimulatedExecutionOptions { Fees = session.Source.Fees, Latency = new ConstantLatency(5_000_000, 5_000_000), InitialCash = capital },
            Limits = new RiskLimits { PositionMax = lots, DrawdownMax = 0.2, DataAgeMax = 30 * Second },
            Book = new LimitOrderBookOptions { IsWholeBook = session.Source.KnowsWholeBook },
            FirstDecision = session.Times[session.TrainRows],
        });

    /// <summary>All events, so that book and features are warm; decisions begin with the unseen part.</summary>
    private static StrategySessionResult Replay(Session session, StrategySession run)
    {
        run.OnEvents(session.Events);
        return run.Complete();
    }

    private static int CountEntries(StrategySessionResult result)
    {
        int entries = 0;
        for (int i = 1; i < result.Equity.Count; i++)
        {
            long before = result.Equity[i - 1].Position, now = result.Equity[i].Position;
            entries += now != 0 && Math.Sign(now) != Math.Sign(before) ? 1 : 0;
        }

        return entries;
    }
}
