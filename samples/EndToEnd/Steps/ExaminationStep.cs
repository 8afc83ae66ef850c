using Trading.Sdk.Backtesting;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.Signals;

namespace Trading.Sdk.EndToEnd;

/// <summary>Two questions that a reader of the report would ask: did the judged strategy see the future, and does the depth signal predict at all?</summary>
internal sealed record ExaminationStep(LookAheadReport LookAhead, HypothesisReport DepthImbalance)
{
    private const long Second = 1_000_000_000;

    private static readonly TimeSpan[] Horizons = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    public static ExaminationStep Run(Session session, IReadOnlyList<IScoreSource> models, JudgeStep judged, ulong seed)
    {
        LookAheadReport report = LookAheadDetector.Examine(
            session.Events,
            events =>
            {
                StrategySession run = JudgeStep.MakeRun(session, new FusedStrategy(Sources(session, models, judged), judged.Options), judged.Capital, judged.Options.Lots);
                run.OnEvents([.. events]);
                return run.Complete();
            },
            new LookAheadOptions { Cuts = 2, Alterations = 1, FirstCut = 0.7, Seed = seed });
        return new ExaminationStep(report, Hypothesis(session));
    }

    /// <summary>The calibrated sources once more, as they were before the judged run.</summary>
    private static List<CalibratedSource> Sources(Session session, IReadOnlyList<IScoreSource> models, JudgeStep judged)
    {
        var sources = new List<CalibratedSource>();
        foreach (IScoreSource model in models)
        {
            model.Reset();
            if (judged.Calibrations.Single(c => c.Name == model.Name).Calibration is { } calibration)
            {
                sources.Add(new CalibratedSource(model, calibration, session.Source.Instrument.Id, JudgeStep.HorizonRows * Second));
            }
        }

        return sources;
    }

    /// <summary>Hypothesis 002 with the analyzer's default constants, on the part that nothing was fitted on.</summary>
    private static HypothesisReport Hypothesis(Session session)
    {
        int bid = session.Schema.IndexOf("bid_depth_100bps"), ask = session.Schema.IndexOf("ask_depth_100bps");
        var analyzer = new DepthAnalyzer();
        var signals = new List<DepthSignal>();
        for (int i = session.TrainRows; i < session.Rows.Length; i += 5)
        {
            if (session.Rows[i][bid] > 0 && session.Rows[i][ask] > 0)
            {
                signals.Add(analyzer.Update(session.Times[i], session.Rows[i][bid], session.Rows[i][ask], true));
            }
        }

        return DepthImbalanceStudy.Judge(DepthImbalanceStudy.Register(Horizons), Horizons, [.. signals], session.Times.AsSpan(session.TrainRows), session.Mid.AsSpan(session.TrainRows));
    }
}
