using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Risk;
using Trading.Sdk.Signals;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.EndToEnd;

/// <summary>Calibration of one source on the part between fitting and judging.</summary>
internal sealed record SourceCalibration(string Name, PlattScaling? Calibration, int Labels, double Brier, double BrierOfBaseRate);

/// <summary>The fused strategy on the unseen part, beside buy-and-hold and random signals.</summary>
internal sealed record JudgeStep(
    IReadOnlyList<SourceCalibration> Calibrations,
    FusedStrategyOptions Options,
    decimal Capital,
    BookBacktestResult Strategy,
    BookBacktestResult BuyAndHold,
    IReadOnlyList<BookBacktestResult> Random,
    IReadOnlyList<FusedDecision> Decisions,
    PerformanceReport? Performance,
    double ProbabilisticSharpe,
    double ShareOfRandomBetter)
{
    public const int HorizonRows = PatternStep.HorizonRows, RandomRuns = 100;
    private const long Second = 1_000_000_000;

    public static JudgeStep Run(Session session, IReadOnlyList<IScoreSource> models, ulong seed, Action<double> progress, CancellationToken cancellation)
    {
        (List<CalibratedSource> sources, List<SourceCalibration> calibrations) = Calibrate(session, models);
        FusedStrategyOptions options = Size(session);
        var instrument = session.Source.Instrument;
        decimal capital = decimal.Round(options.Lots * instrument.Quantity.Value * instrument.Price.Value * (decimal)(session.Mid[session.TrainRows] / (double)instrument.Price.Value), 2);

        var strategy = new FusedStrategy(sources, new SignalFusion(new SignalFusionOptions { DeadBand = 0 }), options);
        var judged = MakeRun(session, strategy, capital, options.Lots);
        strategy.Attach(judged.Book);
        BookBacktestResult result = Replay(session, judged);
        progress(0.3);

        BookBacktestResult hold = Replay(session, MakeRun(session, new BuyAndHold(options.Lots), capital, options.Lots));
        progress(0.4);
        double entries = Math.Max(1, CountEntries(result)) / (double)Math.Max(1, result.Equity.Count);
        var random = new BookBacktestResult[RandomRuns];
        int done = 0;
        Parallel.For(0, RandomRuns, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation }, i =>
        {
            random[i] = Replay(session, MakeRun(session, new RandomSignals(options.Lots, entries, HorizonRows, seed, (ulong)i), capital, options.Lots));
            progress(0.4 + (0.6 * Interlocked.Increment(ref done) / RandomRuns));
        });

        double[] returns = Returns(result, capital);
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

    /// <summary>Simple return of each second on the capital.</summary>
    public static double[] Returns(BookBacktestResult result, decimal capital) =>
        [.. result.Equity.Skip(1).Zip(result.Equity, (b, a) => (double)((b.Equity - a.Equity) / capital))];

    private static (List<CalibratedSource>, List<SourceCalibration>) Calibrate(Session session, IReadOnlyList<IScoreSource> models)
    {
        double[] forward = session.ForwardReturns(HorizonRows, session.TrainRows);
        var sources = new List<CalibratedSource>();
        var calibrations = new List<SourceCalibration>();
        foreach (IScoreSource model in models)
        {
            model.Reset();
            double[] scores = new double[session.TrainRows];
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] = model.Update(session.Times[i], session.Rows[i]);
            }

            model.Reset();
            // Only rows behind the fitting part: what a model was fitted on would flatter it.
            ReadOnlySpan<double> heldOut = scores.AsSpan(session.FitRows), outcomes = forward.AsSpan(session.FitRows);
            bool fitted = CalibratedSource.Calibrate(heldOut, outcomes, out PlattScaling calibration);
            double brier = 0, rises = 0;
            int labels = 0;
            for (int i = 0; i < heldOut.Length; i++)
            {
                if (fitted && !double.IsNaN(heldOut[i]) && !double.IsNaN(outcomes[i]) && outcomes[i] != 0)
                {
                    double label = outcomes[i] > 0 ? 1 : 0, error = calibration.Probability(heldOut[i]) - label;
                    brier += error * error;
                    rises += label;
                    labels++;
                }
            }

            calibrations.Add(new SourceCalibration(model.Name, fitted ? calibration : null, labels, brier / labels, rises / labels * (1 - (rises / labels))));
            if (fitted)
            {
                sources.Add(new CalibratedSource(model, calibration, session.Source.Instrument.Id, HorizonRows * Second));
            }
        }

        return (sources, calibrations);
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

    private static BookBacktest MakeRun(Session session, IStrategy strategy, decimal capital, long lots) => new(
        session.Source.Instrument,
        strategy,
        new BookBacktestOptions
        {
            DecisionInterval = Second,
            Execution = new SimulatedExecutionOptions { Fees = session.Source.Fees, Latency = new ConstantLatency(5_000_000, 5_000_000), InitialCash = capital },
            Limits = new RiskLimits { PositionMax = lots, DrawdownMax = 0.2, DataAgeMax = 30 * Second },
            Book = new LimitOrderBookOptions { IsWholeBook = session.Source.KnowsWholeBook },
        })
    {
        FirstDecision = session.Times[session.TrainRows],
    };

    /// <summary>All events, so that book and features are warm; decisions begin with the unseen part.</summary>
    private static BookBacktestResult Replay(Session session, BookBacktest run)
    {
        run.OnEvents(session.Events);
        return run.Complete();
    }

    private static int CountEntries(BookBacktestResult result)
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
