namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Portfolios over scenarios of simple returns by linear programming: least conditional value at risk (Rockafellar,
/// Uryasev 2000) and least maximum drawdown of the uncompounded curve (Chekhlov, Uryasev, Zabarankin 2005). The programs
/// are solved in their duals, whose rows are the assets, so long histories cost little; drawdowns enter as columns when
/// they bind. Thread-safe.
/// </summary>
public sealed class ScenarioOptimizer
{
    private readonly double[][] returns;
    private readonly double[] mean;
    private readonly PortfolioConstraints constraints;
    private readonly int n;

    /// <summary>Prepares for scenarios.</summary>
    /// <param name="returns">Simple returns, one row a period in order of time, one column an asset.</param>
    /// <param name="constraints">Bounds and groups; null = long only. Turnover and costs are not supported here.</param>
    /// <exception cref="ArgumentException">A demand is not supported.</exception>
    /// <exception cref="PortfolioDataException">There are no rows, rows differ in length, or a return is not finite.</exception>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public ScenarioOptimizer(IReadOnlyList<double[]> returns, PortfolioConstraints? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(returns);
        if (returns.Count == 0 || returns[0].Length == 0)
        {
            throw new PortfolioDataException("There are no scenarios.");
        }

        n = returns[0].Length;
        mean = new double[n];
        for (int t = 0; t < returns.Count; t++)
        {
            if (returns[t].Length != n)
            {
                throw new PortfolioDataException($"Row {t} has {returns[t].Length} columns, the first has {n}.");
            }

            for (int i = 0; i < n; i++)
            {
                if (!double.IsFinite(returns[t][i]))
                {
                    throw new PortfolioDataException($"The return of asset {i} in row {t} is {returns[t][i]}.");
                }

                mean[i] += returns[t][i] / returns.Count;
            }
        }

        this.constraints = constraints ?? new PortfolioConstraints();
        Range.Require(double.IsPositiveInfinity(this.constraints.MaxTurnover) && this.constraints.TransactionCost == 0, "Turnover and costs are not supported over scenarios.", nameof(constraints));
        this.constraints.Validate(n, [.. Enumerable.Range(1, n).Select(i => $"asset{i}")]);
        this.returns = [.. returns];
    }

    /// <summary>The portfolio of least CVaR: the mean of the worst (1 − confidence) share of the losses, the last observation counted in part.</summary>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <param name="targetReturn">Mean return per period that must be met exactly; null = none.</param>
    /// <exception cref="PortfolioInfeasibleException">No portfolio has that return, or the bounds leave the risk without limit.</exception>
    public ScenarioPortfolio MinimumCvar(double confidence = 0.95, double? targetReturn = null)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "The confidence must lie in (0, 1).");
        }

        CheckTarget(targetReturn);
        BoundedSimplex program = CreateProgram(targetReturn);
        double cap = 1 / ((1 - confidence) * returns.Length);
        foreach (double[] row in returns)
        {
            double[] column = new double[n + 1];
            for (int i = 0; i < n; i++)
            {
                column[i] = -row[i];
            }

            column[n] = 1;
            program.AddColumn(column, 0, 0, Math.Min(1, cap));
        }

        if (!program.FindFeasible() || !program.Minimise())
        {
            throw Infeasible(targetReturn);
        }

        double[] w = Weights(program);
        return new ScenarioPortfolio(w, DenseMatrix.Dot(mean, w), ConditionalLoss(w, confidence));
    }

    /// <summary>The portfolio of least maximum drawdown: the largest fall of the cumulative simple return (not compounded) below its running peak, which begins at 0.</summary>
    /// <param name="targetReturn">Mean return per period that must be met exactly; null = none.</param>
    /// <exception cref="PortfolioInfeasibleException">No portfolio has that return, or the bounds leave the risk without limit.</exception>
    public ScenarioPortfolio MinimumDrawdown(double? targetReturn = null)
    {
        CheckTarget(targetReturn);
        BoundedSimplex program = CreateProgram(targetReturn);
        double[][] curve = new double[returns.Length + 1][];
        curve[0] = new double[n];
        for (int t = 0; t < returns.Length; t++)
        {
            curve[t + 1] = [.. curve[t].Zip(returns[t], (a, r) => a + r)];
        }

        // A drawdown of zero is always there: peak and trough at the start.
        double[] none = new double[n + 1];
        none[n] = 1;
        program.AddColumn(none, 0, 0, double.PositiveInfinity);
        double[] w = new double[n];
        Array.Fill(w, 1.0 / n);
        AddDrawdown(program, curve, w, out _);
        if (!program.FindFeasible())
        {
            throw Infeasible(targetReturn);
        }

        for (int round = 0; round < 100_000; round++)
        {
            if (!program.Minimise())
            {
                throw Infeasible(targetReturn);
            }

            w = Weights(program);
            double known = -program.Multipliers[n];
            AddDrawdown(program, curve, w, out double actual);
            if (actual <= known + 1e-13)
            {
                return new ScenarioPortfolio(w, DenseMatrix.Dot(mean, w), actual);
            }
        }

        throw new PortfolioDataException("The drawdown program did not come to an end.");
    }

    private static void AddDrawdown(BoundedSimplex program, double[][] curve, double[] w, out double drawdown)
    {
        int assets = w.Length, peak = 0, bestPeak = 0, bestTrough = 0;
        double peakValue = 0;
        drawdown = 0;
        for (int t = 0; t < curve.Length; t++)
        {
            double value = DenseMatrix.Dot(curve[t], w);
            if (value > peakValue)
            {
                peakValue = value;
                peak = t;
            }

            if (peakValue - value > drawdown)
            {
                drawdown = peakValue - value;
                (bestPeak, bestTrough) = (peak, t);
            }
        }

        double[] column = new double[assets + 1];
        for (int i = 0; i < assets; i++)
        {
            column[i] = curve[bestPeak][i] - curve[bestTrough][i];
        }

        column[assets] = 1;
        program.AddColumn(column, 0, 0, double.PositiveInfinity);
    }

    /// <summary>Rows 0 … n − 1 belong to the weights, row n to the sum of the loss multipliers.</summary>
    private BoundedSimplex CreateProgram(double? targetReturn)
    {
        double[] right = new double[n + 1];
        right[n] = 1;
        var program = new BoundedSimplex(right);
        program.AddColumn(Column(_ => -1), -1, double.NegativeInfinity, double.PositiveInfinity);
        if (targetReturn is { } target)
        {
            program.AddColumn(Column(i => -mean[i]), -target, double.NegativeInfinity, double.PositiveInfinity);
        }

        for (int asset = 0; asset < n; asset++)
        {
            int own = asset;
            AddLimits(program, Column(i => i == own ? 1 : 0), constraints.Lower(asset), constraints.Upper(asset));
        }

        foreach (WeightGroup group in constraints.Groups)
        {
            AddLimits(program, Column(i => group.Assets.Contains(i) ? 1 : 0), group.Lower, group.Upper);
        }

        return program;
    }

    private static void AddLimits(BoundedSimplex program, double[] column, double lower, double upper)
    {
        if (double.IsFinite(lower))
        {
            program.AddColumn(Array.ConvertAll(column, c => -c), -lower, 0, double.PositiveInfinity);
        }

        if (double.IsFinite(upper))
        {
            program.AddColumn(column, upper, 0, double.PositiveInfinity);
        }
    }

    private double[] Column(Func<int, double> value)
    {
        double[] column = new double[n + 1];
        for (int i = 0; i < n; i++)
        {
            column[i] = value(i);
        }

        return column;
    }

    private double[] Weights(BoundedSimplex program)
    {
        double[] w = program.Multipliers[..n].ToArray();
        for (int i = 0; i < n; i++)
        {
            w[i] = Math.Clamp(w[i], constraints.Lower(i), constraints.Upper(i));
        }

        return w;
    }

    private double ConditionalLoss(double[] w, double confidence)
    {
        double[] losses = [.. returns.Select(r => -DenseMatrix.Dot(r, w)).OrderDescending()];
        double mass = (1 - confidence) * losses.Length, left = mass, sum = 0;
        for (int t = 0; t < losses.Length && left > 0; t++)
        {
            double take = Math.Min(1, left);
            sum += take * losses[t];
            left -= take;
        }

        return sum / mass;
    }

    private void CheckTarget(double? targetReturn)
    {
        if (targetReturn is { } target)
        {
            Range.Require(double.IsFinite(target), "The target return must be finite.", nameof(targetReturn));
            (double least, double greatest) = ReturnRange.Of(mean, constraints);
            if (target > greatest + (1e-12 * Math.Max(1, Math.Abs(greatest))) || target < least - (1e-12 * Math.Max(1, Math.Abs(least))))
            {
                throw new PortfolioInfeasibleException($"The target return {target} lies outside what the bounds allow: [{least}, {greatest}].");
            }
        }
    }

    private static PortfolioInfeasibleException Infeasible(double? targetReturn) =>
        new(targetReturn is { } t ? $"No portfolio meets the bounds and groups with the return {t}." : "No portfolio meets the bounds and groups together, or the bounds leave the risk without limit.");
}
