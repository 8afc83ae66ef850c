namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Negative Sharpe ratio and maximum drawdown of portfolio weights over observed returns as two objectives: the front shows
/// what a smoother path costs. Cap, cardinality and least held weight are kept by repair. Thread-safe.
/// </summary>
/// <remarks>
/// Sharpe ratio per period with n − 1 in the deviation; drawdown of the cumulative simple return (uncompounded, running peak from
/// 0), as in <see cref="ScenarioOptimizer"/>. Neither objective is convex in the other: the exact ends are the maximum-Sharpe
/// portfolio and the least-drawdown portfolio, which make good first points.
/// </remarks>
public sealed class SharpeDrawdownProblem : IProblem
{
    private readonly double[][] returns;
    private readonly double riskFree;

    /// <summary>Makes the problem.</summary>
    /// <param name="returns">Simple returns, [periods][assets], at least 2 periods, finite; copied.</param>
    /// <param name="maxWeight">Cap, in (0, 1]. Default 1.</param>
    /// <param name="cardinality">Assets held at most; null = all.</param>
    /// <param name="minHeldWeight">Least weight of a held asset. Default 0.0001.</param>
    /// <param name="riskFree">Return per period subtracted before the ratio. Default 0.</param>
    /// <exception cref="ArgumentException">Fewer than 2 periods, rows of different lengths, or a number that is not finite; the message names the place.</exception>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public SharpeDrawdownProblem(IReadOnlyList<double[]> returns, double maxWeight = 1, int? cardinality = null, double minHeldWeight = 1e-4, double riskFree = 0)
    {
        ArgumentNullException.ThrowIfNull(returns);
        if (returns.Count < 2 || returns[0].Length == 0)
        {
            throw new ArgumentException("At least 2 periods of at least one asset are needed.", nameof(returns));
        }

        for (int t = 0; t < returns.Count; t++)
        {
            if (returns[t].Length != returns[0].Length)
            {
                throw new ArgumentException($"Period {t} has {returns[t].Length} returns, period 0 has {returns[0].Length}.", nameof(returns));
            }

            int bad = Array.FindIndex(returns[t], r => !double.IsFinite(r));
            if (bad >= 0)
            {
                throw new ArgumentException($"The return of asset {bad} in period {t} is {returns[t][bad]}.", nameof(returns));
            }
        }

        this.returns = [.. returns.Select(row => (double[])row.Clone())];
        this.riskFree = riskFree;
        int assets = returns[0].Length;
        Space = new DecisionSpace(
            Enumerable.Range(1, assets).Select(i => Variable.Real("w" + i, 0, 1)),
            repair: new WeightRepair(assets, maxWeight, cardinality, minHeldWeight));
    }

    /// <inheritdoc/>
    public DecisionSpace Space { get; }

    /// <inheritdoc/>
    public int ObjectiveCount => 2;

    /// <inheritdoc/>
    public int ConstraintCount => 0;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context)
    {
        double mean = 0, squares = 0, wealth = 0, peak = 0, drawdown = 0;
        for (int t = 0; t < returns.Length; t++)
        {
            double[] row = returns[t];
            double r = 0;
            for (int i = 0; i < row.Length; i++)
            {
                r += row[i] * x[i];
            }

            wealth += r;
            peak = Math.Max(peak, wealth);
            drawdown = Math.Max(drawdown, peak - wealth);
            // Welford (1962): the deviation stays exact where the mean is large against it.
            double before = r - riskFree - mean;
            mean += before / (t + 1);
            squares += before * (r - riskFree - mean);
        }

        double deviation = Math.Sqrt(squares / (returns.Length - 1));
        objectives[0] = deviation > 0 ? -mean / deviation : 0;
        objectives[1] = drawdown;
    }
}
