using Trading.Sdk.Statistics;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Searches the named parameters of a strategy with a user's backtest, judges the search on data it did not see, and
/// says how likely the winner is luck. The same seed gives the same result for any number of threads.
/// </summary>
public sealed class ParameterOptimizer
{
    private readonly DecisionSpace space;
    private readonly StrategyBacktest backtest;
    private readonly ParameterOptimizerOptions options;

    /// <summary>Prepares searches.</summary>
    /// <param name="space">The parameters, such as those of <see cref="StrategyParameters"/>.</param>
    /// <param name="backtest">The strategy.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public ParameterOptimizer(DecisionSpace space, StrategyBacktest backtest, ParameterOptimizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(backtest);
        this.space = space;
        this.backtest = backtest;
        this.options = options ?? new ParameterOptimizerOptions();
        this.options.Validate();
    }

    /// <summary>Searches over all observations and, by the validation, over parts of them.</summary>
    /// <param name="observations">Number of observations that the backtest covers.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ArgumentException">There are too few observations for the validation or the overfitting blocks.</exception>
    /// <exception cref="EvaluationFailedException">A backtest failed and the policy is to throw.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled before the winner was known.</exception>
    /// <exception cref="InvalidOperationException">No feasible parameters were found.</exception>
    public ParameterOptimizationResult Optimize(int observations, CancellationToken cancellation = default)
    {
        Range.AtLeast(observations, 2 * options.OverfittingBlocks);
        var folds = new List<ParameterFoldResult>();
        foreach (ParameterFold fold in options.Validation.CreateFolds(observations))
        {
            folds.Add(Judge(fold, folds.Count, cancellation));
        }

        int[] all = [.. Enumerable.Range(0, observations)];
        (OptimizationResult search, int trials) = Search(all, options.Seed, options.Progress, options.Sink, cancellation);
        ParameterSet winner = Winner(search);
        var windows = new List<BacktestWindow> { new(0, observations) };
        double[] returns = Evaluate(winner, windows, cancellation);
        double[] outOfSample = [.. folds.SelectMany(f => f.TestReturns)];
        return new ParameterOptimizationResult(
            winner,
            options.Fitness(returns),
            returns,
            trials,
            search,
            folds,
            outOfSample.Length == 0 ? double.NaN : options.Fitness(outOfSample),
            outOfSample,
            Overfitting(returns, trials, cancellation),
            Sensitivity(winner, folds, windows, options.Fitness(returns), cancellation));
    }

    private static ParameterSet Winner(OptimizationResult search, DecisionSpace space) =>
        search.Best is { IsFeasible: true } best ? new ParameterSet(space, best.Values) : throw new InvalidOperationException("No feasible parameters were found: " + search.Detail);

    private ParameterSet Winner(OptimizationResult search) => Winner(search, space);

    private ParameterFoldResult Judge(ParameterFold fold, int index, CancellationToken cancellation)
    {
        (OptimizationResult search, _) = Search(fold.Train, CounterRandom.Mix(options.Seed + (ulong)index + 1), null, null, cancellation);
        ParameterSet winner = Winner(search);
        double[] returns = Evaluate(winner, ParameterFold.Windows(fold.Test), cancellation);
        return new ParameterFoldResult(winner, fold.Test[0], fold.Test[^1] + 1, -search.Best!.Objectives[0], options.Fitness(returns), returns);
    }

    private (OptimizationResult Result, int Trials) Search(int[] observations, ulong seed, IProgress<GenerationReport>? progress, IOptimizationSink? sink, CancellationToken cancellation)
    {
        var problem = new BacktestProblem(space, backtest, options.Fitness, ParameterFold.Windows(observations));
        Optimizer optimizer = options.CreateOptimizer?.Invoke(problem, seed) ?? new GeneticAlgorithm(problem, new GeneticAlgorithmOptions
        {
            PopulationSize = options.PopulationSize,
            Seed = seed,
            MutationAdaptation = MutationAdaptation.Diversity,
        });
        OptimizationResult result = new OptimizationRun(problem, optimizer, new RunOptions
        {
            MaxGenerations = options.Generations,
            Threads = options.Threads,
            Failures = options.Failures,
            Pruning = options.Pruning,
            Progress = progress,
            Sink = sink,
            TimeProvider = options.TimeProvider,
        }).Run(cancellation);
        cancellation.ThrowIfCancellationRequested();
        return (result, problem.DistinctTrials);
    }

    private double[] Evaluate(ParameterSet parameters, List<BacktestWindow> windows, CancellationToken cancellation)
    {
        double[] returns = new double[windows.Sum(w => w.Length)];
        var context = new EvaluationContext(options.Seed, 0, 0, 0, 1, cancellation);
        BacktestProblem.Fill(backtest, parameters, windows, returns, in context);
        return returns;
    }

    private OverfittingReport Overfitting(double[] winner, int trials, CancellationToken cancellation)
    {
        var overfitting = new OverfittingProbability(winner.Length, options.OverfittingBlocks);
        var windows = new List<BacktestWindow> { new(0, winner.Length) };
        var sharpes = new List<double>();
        foreach (ParameterSet parameters in Design())
        {
            cancellation.ThrowIfCancellationRequested();
            double[] returns = Evaluate(parameters, windows, cancellation);
            overfitting.Add(returns);
            sharpes.Add(FitnessFunctions.Sharpe(returns));
        }

        // The design is drawn without looking at the data: the trials of the search crowd where the data smiled, which
        // would make the figures too kind. Without any edge the trials' Sharpe ratios cannot spread more than sampling error
        // alone; what they spread beyond is difference in merit, which must not raise the bar.
        (double mean, double deviation) = FitnessFunctions.Moments(winner);
        (_, double spread) = FitnessFunctions.Moments(sharpes.ToArray());
        double variance = Math.Min(spread * spread, 1.0 / (winner.Length - 1));
        int counted = Math.Max(trials, sharpes.Count);
        if (deviation == 0 || overfitting.Trials < 2)
        {
            // A winner that never trades, or a space of one point: there is nothing to deflate.
            return new OverfittingReport(double.NaN, double.NaN, double.NaN, deviation == 0 ? 0 : mean / deviation, double.NaN, counted, variance);
        }

        DeflatedSharpe deflated = SharpeRatio.Deflated(winner, counted, variance);
        (double byRank, double orLoss) = overfitting.Probabilities();
        return new OverfittingReport(orLoss, byRank, deflated.Probability, mean / deviation, deflated.ExpectedMaximumSharpe, counted, variance);
    }

    private List<ParameterSet> Design()
    {
        var design = new List<ParameterSet>();
        var known = new HashSet<ParameterSet>();
        double[] genome = new double[space.Count], values = new double[space.Count];
        for (int attempt = 0; design.Count < options.DesignSize && attempt < 20 * options.DesignSize; attempt++)
        {
            var random = new CounterRandom(options.Seed, 0, attempt, RandomPurpose.Design);
            for (int i = 0; i < genome.Length; i++)
            {
                genome[i] = space.SearchLower[i] + (random.NextDouble() * (space.SearchUpper[i] - space.SearchLower[i]));
            }

            space.Decode(genome, values);
            var parameters = new ParameterSet(space, values);
            if (space.LinearConstraints.All(c => c.Violation(values) <= 0) && known.Add(parameters))
            {
                design.Add(parameters);
            }
        }

        return design;
    }

    private List<ParameterSensitivity> Sensitivity(ParameterSet winner, List<ParameterFoldResult> folds, List<BacktestWindow> windows, double fitness, CancellationToken cancellation)
    {
        var result = new List<ParameterSensitivity>();
        for (int i = 0; i < space.Count; i++)
        {
            Variable variable = space.Variables[i];
            double below = double.NaN, above = double.NaN, least = double.PositiveInfinity;
            if (space.IsActive(winner.Values, i))
            {
                if (variable.IsUnordered)
                {
                    for (double choice = variable.Lower; choice <= variable.Upper; choice++)
                    {
                        double other = choice == winner.Values[i] ? double.NaN : FitnessAt(winner, i, choice, windows, cancellation);
                        least = double.IsNaN(other) ? least : Math.Min(least, other);
                    }
                }
                else
                {
                    below = FitnessAt(winner, i, Neighbour(variable, winner.Values[i], -1), windows, cancellation);
                    above = FitnessAt(winner, i, Neighbour(variable, winner.Values[i], 1), windows, cancellation);
                    least = Math.Min(double.IsNaN(below) ? least : below, double.IsNaN(above) ? least : above);
                }
            }

            result.Add(new ParameterSensitivity(variable.Name, below, above, double.IsPositiveInfinity(least) ? double.NaN : fitness - least, Dispersion(i, folds)));
        }

        return result;
    }

    private static double Neighbour(Variable variable, double value, int direction)
    {
        double coordinate = variable.ToSearch(value) + (direction * (variable.SearchUpper - variable.SearchLower) / 20);
        double moved = variable.SnapValue(variable.IsLogarithmic ? Math.Exp(coordinate) : coordinate);
        return moved == value && variable.Step > 0 ? variable.SnapValue(value + (direction * variable.Step)) : moved;
    }

    private double FitnessAt(ParameterSet winner, int index, double value, List<BacktestWindow> windows, CancellationToken cancellation)
    {
        if (value == winner.Values[index])
        {
            return double.NaN;
        }

        double[] values = winner.Values.ToArray(), genome = new double[values.Length];
        values[index] = value;
        space.Encode(values, genome);
        space.Decode(genome, values);
        return space.LinearConstraints.Any(c => c.Violation(values) > 0) ? double.NaN : options.Fitness(Evaluate(new ParameterSet(space, values), windows, cancellation));
    }

    private double Dispersion(int index, List<ParameterFoldResult> folds)
    {
        Variable variable = space.Variables[index];
        double range = variable.SearchUpper - variable.SearchLower;
        return folds.Count < 2 || !(range > 0) ? double.NaN : FitnessFunctions.Moments([.. folds.Select(f => variable.ToSearch(f.Parameters.Values[index]))]).Deviation / range;
    }
}
