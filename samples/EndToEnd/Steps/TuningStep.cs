using Trading.Sdk.GeneticOptimization;
using Trading.Sdk.Microstructure;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.EndToEnd;

/// <summary>
/// Tunes the depth signal on the fitting part: return against drawdown, found by NSGA-II. Of the many trials the best looks good
/// by luck alone; the deflated Sharpe ratio says how far it is to be believed.
/// </summary>
internal sealed record TuningStep(
    IReadOnlyList<Solution> Front,
    Solution Chosen,
    DepthAnalyzerOptions Depth,
    IReadOnlyList<GenerationReport> Generations,
    IReadOnlyList<double[]> Trials,
    DeflatedSharpe Deflated,
    OptimizationResult Run)
{
    public const int PopulationSize = 48, GenerationCount = 30;

    public static readonly DecisionSpace Space = new(
    [
        Variable.Categorical("range", "10 bps", "100 bps"),
        Variable.Real("ratio", 1.05, 6, logarithmic: true),
        Variable.Integer("persistence", 1, 60, logarithmic: true),
        Variable.Integer("holding", 5, 180, logarithmic: true),
    ]);

    public static TuningStep Tune(Session session, ulong seed, Action<GenerationReport> progress, CancellationToken cancellation)
    {
        var trials = new List<double[]>();
        var sharpes = new List<double>();
        Lock gate = new();
        var problem = new DelegateProblem(Space, 2, 0, (ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context) =>
        {
            double[] returns = Backtest(session, x);
            double total = returns.Sum(), peak = 0, sum = 0, drawdown = 0;
            foreach (double r in returns)
            {
                sum += r;
                peak = Math.Max(peak, sum);
                drawdown = Math.Max(drawdown, peak - sum);
            }

            objectives[0] = -total;
            objectives[1] = drawdown;
            lock (gate)
            {
                trials.Add([total * 1e4, drawdown * 1e4]);
                sharpes.Add(returns.All(r => r == 0) ? 0 : SharpeRatio.PerPeriod(returns));
            }
        });

        var generations = new List<GenerationReport>();
        var run = new OptimizationRun(
            problem,
            new Nsga2(problem, new Nsga2Options { PopulationSize = PopulationSize, Seed = seed }),
            new RunOptions
            {
                Threads = 2,
                MaxGenerations = GenerationCount,
                ReferencePoint = [0.01, 0.05],
                OnGeneration = report =>
                {
                    generations.Add(report);
                    progress(report);
                    return true;
                },
            });
        OptimizationResult result = run.Run(cancellation);

        // The trials come in the order in which threads finish: sorted, everything made of them is reproducible.
        trials.Sort((a, b) => a[0] != b[0] ? a[0].CompareTo(b[0]) : a[1].CompareTo(b[1]));
        sharpes.Sort();
        Solution chosen = result.Front.MaxBy(s => -s.Objectives[0] - s.Objectives[1])!;
        double[] best = Backtest(session, chosen.Values);
        double mean = sharpes.Average(), variance = sharpes.Sum(s => (s - mean) * (s - mean)) / (sharpes.Count - 1);
        DeflatedSharpe deflated = best.All(r => r == 0) ? default : SharpeRatio.Deflated(best, trials.Count, variance);
        return new TuningStep(result.Front, chosen, Options(chosen.Values), generations, trials, deflated, result);
    }

    public static DepthAnalyzerOptions Options(ReadOnlySpan<double> x) => new()
    {
        Interval = TimeSpan.FromSeconds(1),
        GapMax = TimeSpan.FromSeconds(5),
        BasisPoints = x[0] == 0 ? 10 : 100,
        LongRatio = x[1],
        ShortRatio = 1 / x[1],
        FullMagnitudeRatio = x[1] * 2.5,
        MinimumPersistence = TimeSpan.FromSeconds(x[2]),
        FullPersistence = TimeSpan.FromSeconds(x[2] * 5),
        FullConsecutive = (int)Math.Max(1, x[2] * 5),
    };

    public static int Holding(ReadOnlySpan<double> x) => (int)x[3];

    /// <summary>
    /// Return of each row of the fitting part for the depth signal with a holding time: decided at a row, in the market from the
    /// next one on, half the spread and the taker's fee paid on each change.
    /// </summary>
    private static double[] Backtest(Session session, ReadOnlySpan<double> x)
    {
        var score = new DepthScore(session.Schema, Options(x));
        int holding = Holding(x), spreadColumn = session.Schema.IndexOf("spread"), position = 0, wanted = 0, left = 0;
        double fee = (double)session.Source.Fees.Taker;
        double[] returns = new double[session.FitRows - 1];
        for (int i = 0; i + 1 < session.FitRows; i++)
        {
            double cost = 0;
            if (wanted != position)
            {
                cost = Math.Abs(wanted - position) * ((session.Rows[i][spreadColumn] / 2 / session.Mid[i]) + fee);
                position = wanted;
            }

            returns[i] = (position * Math.Log(session.Mid[i + 1] / session.Mid[i])) - cost;
            int lean = Math.Sign(score.Update(session.Times[i], session.Rows[i]));
            left = lean != 0 ? holding : left - 1;
            wanted = lean != 0 ? lean : left > 0 ? wanted : 0;
        }

        return returns;
    }
}
