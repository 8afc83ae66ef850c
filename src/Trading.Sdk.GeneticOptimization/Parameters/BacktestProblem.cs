using System.Collections.Concurrent;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>A backtest over some windows as a problem: minus the fitness of the joined returns. A point evaluated before gets its earlier value.</summary>
internal sealed class BacktestProblem(DecisionSpace space, StrategyBacktest backtest, Fitness fitness, List<BacktestWindow> windows) : IProblem
{
    private readonly ConcurrentDictionary<ParameterSet, double> known = new();
    private readonly int length = windows.Sum(w => w.Length);

    public DecisionSpace Space => space;

    public int ObjectiveCount => 1;

    public int ConstraintCount => 0;

    public int DistinctTrials => known.Count;

    public static void Fill(StrategyBacktest backtest, ParameterSet parameters, List<BacktestWindow> windows, Span<double> returns, in EvaluationContext context)
    {
        int at = 0;
        foreach (BacktestWindow window in windows)
        {
            backtest(parameters, window, returns.Slice(at, window.Length), in context);
            at += window.Length;
        }

        for (int i = 0; i < at; i++)
        {
            if (!double.IsFinite(returns[i]))
            {
                throw new InvalidOperationException($"The backtest gave the return {returns[i]} for observation {i} of its windows.");
            }
        }
    }

    public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context)
    {
        var parameters = new ParameterSet(space, x);
        if (space.LinearConstraints.Any(c => c.Violation(parameters.Values) > 0))
        {
            // Infeasible by its parameters alone: the violation ranks it, a backtest would be wasted.
            objectives[0] = 0;
            return;
        }

        if (context.Budget >= 1 && known.TryGetValue(parameters, out double value))
        {
            objectives[0] = value;
            return;
        }

        List<BacktestWindow> shown = context.Budget >= 1 ? windows : Shorten(context.Budget);
        double[] returns = new double[context.Budget >= 1 ? length : shown.Sum(w => w.Length)];
        Fill(backtest, parameters, shown, returns, in context);
        objectives[0] = -fitness(returns);
        if (context.Budget >= 1)
        {
            known[parameters] = objectives[0];
        }
    }

    /// <summary>The first share of the observations, at least two.</summary>
    private List<BacktestWindow> Shorten(double budget)
    {
        int left = Math.Max(2, (int)(length * budget));
        var shown = new List<BacktestWindow>();
        foreach (BacktestWindow window in windows)
        {
            int take = Math.Min(left, window.Length);
            if (take > 0)
            {
                shown.Add(new BacktestWindow(window.Start, window.Start + take));
                left -= take;
            }
        }

        return shown;
    }
}
