namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Exact mean–variance portfolios: the frontier by the critical line, single portfolios by quadratic programming with
/// bounds, groups, turnover and transaction costs, and risk parity. Thread-safe.
/// </summary>
public sealed class PortfolioOptimizer
{
    private readonly PortfolioEstimates estimates;
    private readonly PortfolioConstraints constraints;
    private readonly int n;

    /// <summary>Prepares for estimates and demands.</summary>
    /// <param name="estimates">Expected returns and covariance.</param>
    /// <param name="constraints">Demands; null = long only.</param>
    /// <exception cref="ArgumentException">A demand has the wrong length or range.</exception>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public PortfolioOptimizer(PortfolioEstimates estimates, PortfolioConstraints? constraints = null)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        this.estimates = estimates;
        this.constraints = constraints ?? new PortfolioConstraints();
        this.constraints.Validate(estimates);
        n = estimates.Count;
    }

    /// <summary>The exact efficient frontier under weight bounds.</summary>
    /// <exception cref="NotSupportedException">There are groups, a turnover limit or costs: compute points with <see cref="MinimumVarianceAt"/>.</exception>
    /// <exception cref="PortfolioInfeasibleException">An asset is unbounded: the frontier then has no end.</exception>
    public EfficientFrontier Frontier()
    {
        if (!constraints.IsBoxOnly)
        {
            throw new NotSupportedException("The critical line takes weight bounds only; with groups, turnover or costs compute points with MinimumVarianceAt.");
        }

        double[] lower = [.. Enumerable.Range(0, n).Select(constraints.Lower)], upper = [.. Enumerable.Range(0, n).Select(i => Math.Min(constraints.Upper(i), 1 - lower.Sum() + lower[i]))];
        if (Array.Exists(lower, double.IsInfinity))
        {
            throw new PortfolioInfeasibleException("Without lower bounds the frontier has no portfolio of maximum return.");
        }

        return new EfficientFrontier(estimates, CriticalLine.Compute(estimates, lower, upper));
    }

    /// <summary>The portfolio of least variance.</summary>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public OptimalPortfolio MinimumVariance() => Solve(null, equality: false);

    /// <summary>The portfolio of least variance with a return: exactly that return without transaction costs, at least that return after costs with them.</summary>
    /// <param name="targetReturn">Expected return of the period.</param>
    /// <exception cref="PortfolioInfeasibleException">No portfolio has that return.</exception>
    public OptimalPortfolio MinimumVarianceAt(double targetReturn)
    {
        Range.Require(double.IsFinite(targetReturn), "The target return must be finite.", nameof(targetReturn));
        (double least, double greatest) = ReturnRange.Of(estimates.Mean, constraints);
        double slack = 1e-12 * Math.Max(1e-6, Math.Abs(targetReturn));
        if (targetReturn > greatest + slack || (constraints.TransactionCost == 0 && targetReturn < least - slack))
        {
            throw new PortfolioInfeasibleException($"The target return {targetReturn} lies outside what the bounds allow: [{least}, {greatest}].");
        }

        return Solve(targetReturn, equality: constraints.TransactionCost == 0);
    }

    /// <summary>The portfolio of greatest Sharpe ratio (after transaction costs when there are any).</summary>
    /// <param name="riskFree">Return of the riskless asset for the same period. Default 0.</param>
    /// <exception cref="PortfolioInfeasibleException">No portfolio earns more than the riskless asset, or none attains the greatest ratio.</exception>
    public OptimalPortfolio MaximumSharpe(double riskFree = 0)
    {
        Range.Require(double.IsFinite(riskFree), "The riskless return must be finite.", nameof(riskFree));
        if (constraints.IsBoxOnly && Enumerable.Range(0, n).All(i => double.IsFinite(constraints.Lower(i))))
        {
            return Frontier().MaximumSharpe(riskFree);
        }

        // Homogeneous form: y = κw with κ = Σy, excess return fixed; every limit aᵀw ≥ s becomes (a − s·1)ᵀy ≥ 0.
        double[] excess = [.. estimates.Mean.ToArray().Select(m => m - riskFree)];
        double scale = excess.Max(Math.Abs);
        if (!(scale > 0))
        {
            throw new PortfolioInfeasibleException($"No portfolio earns more than the riskless return {riskFree}.");
        }

        var cuts = new List<double[]>();
        while (true)
        {
            var program = new QuadraticProgram(estimates.CovarianceArray, n, []);
            AddLimits(program, homogeneous: true);
            double[] ones = new double[n];
            Array.Fill(ones, 1);
            program.AtLeast(ones, 0);
            if (constraints.TransactionCost == 0)
            {
                program.Equal(excess, scale);
            }

            foreach (double[] signs in cuts)
            {
                if (double.IsFinite(constraints.MaxTurnover))
                {
                    double side = constraints.MaxTurnover + Signed(signs);
                    program.AtLeast([.. signs.Select(s => side - s)], 0);
                }
            }

            if (constraints.TransactionCost > 0)
            {
                foreach (double[] signs in cuts.DefaultIfEmpty(new double[n]))
                {
                    double held = constraints.TransactionCost * Signed(signs);
                    program.AtLeast([.. excess.Select((e, i) => e - (constraints.TransactionCost * signs[i]) + held)], scale);
                }
            }

            double[]? y = program.Solve();
            double kappa = y?.Sum() ?? 0;
            if (y is null || !(kappa > 1e-10 * y.Sum(Math.Abs)))
            {
                throw new PortfolioInfeasibleException($"No portfolio within the demands earns more than the riskless return {riskFree}, or none attains the greatest ratio.");
            }

            double[] w = [.. y.Select(v => v / kappa)];
            if (!AddCut(cuts, w))
            {
                return Describe(w);
            }
        }
    }

    /// <summary>The portfolio whose assets carry given shares of the variance, by Newton's method (Spinu 2013): long only, other demands do not apply.</summary>
    /// <param name="shares">Positive shares of the risk, normalised to sum 1; empty = equal.</param>
    /// <exception cref="ArgumentException">The shares have another length or are not positive.</exception>
    public OptimalPortfolio RiskParity(ReadOnlySpan<double> shares = default)
    {
        double[] budget = new double[n];
        if (shares.IsEmpty)
        {
            Array.Fill(budget, 1.0 / n);
        }
        else
        {
            Range.Require(shares.Length == n, $"{shares.Length} shares for {n} assets.", nameof(shares));
            double sum = 0;
            foreach (double share in shares)
            {
                Range.Require(share > 0 && double.IsFinite(share), "Shares must be positive.", nameof(shares));
                sum += share;
            }

            for (int i = 0; i < n; i++)
            {
                budget[i] = shares[i] / sum;
            }
        }

        ReadOnlySpan<double> covariance = estimates.Covariance;
        double[] x = new double[n], hessian = new double[n * n], factor = new double[n * n], step = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = Math.Sqrt(budget[i] / covariance[(i * n) + i]);
        }

        for (int iteration = 0; iteration < 200; iteration++)
        {
            covariance.CopyTo(hessian);
            for (int i = 0; i < n; i++)
            {
                step[i] = (budget[i] / x[i]) - DenseMatrix.Dot(covariance.Slice(i * n, n), x);
                hessian[(i * n) + i] += budget[i] / (x[i] * x[i]);
            }

            double[] gradient = [.. step];
            DenseMatrix.Cholesky(hessian, n, factor);
            DenseMatrix.SolveCholesky(factor, n, step);
            // The barrier is self-concordant up to the smallest share: the damped step stays inside and converges.
            double decrement = Math.Sqrt(Math.Max(0, DenseMatrix.Dot(gradient, step)) / budget.Min());
            double damping = decrement < 0.2 ? 1 : 1 / (1 + decrement);
            for (int i = 0; i < n; i++)
            {
                x[i] += damping * step[i];
            }

            if (decrement < 1e-14)
            {
                break;
            }
        }

        double total = x.Sum();
        return Describe([.. x.Select(v => v / total)]);
    }

    /// <summary>Share of the variance that each asset carries: wᵢ(Σw)ᵢ / wᵀΣw.</summary>
    /// <param name="weights">One weight an asset.</param>
    public double[] RiskShares(ReadOnlySpan<double> weights)
    {
        Range.Require(weights.Length == n, $"{weights.Length} weights for {n} assets.", nameof(weights));
        double variance = DenseMatrix.Quadratic(estimates.Covariance, weights);
        double[] shares = new double[n];
        for (int i = 0; i < n; i++)
        {
            shares[i] = weights[i] * DenseMatrix.Dot(estimates.Covariance.Slice(i * n, n), weights) / variance;
        }

        return shares;
    }

    private OptimalPortfolio Solve(double? targetReturn, bool equality)
    {
        double[] ones = new double[n];
        Array.Fill(ones, 1);
        var cuts = new List<double[]>();
        while (true)
        {
            var program = new QuadraticProgram(estimates.CovarianceArray, n, []);
            program.Equal(ones, 1);
            if (targetReturn is { } target)
            {
                double[] mean = estimates.Mean.ToArray();
                // Returns per day are tiny beside weights: the row is scaled so that tolerances mean the same.
                double scale = 1 / Math.Max(mean.Max(Math.Abs), 1e-300);
                double[] row = [.. mean.Select(m => m * scale)];
                if (equality)
                {
                    program.Equal(row, target * scale);
                }
                else
                {
                    foreach (double[] signs in cuts.DefaultIfEmpty(new double[n]))
                    {
                        double held = constraints.TransactionCost * Signed(signs);
                        program.AtLeast([.. mean.Select((m, i) => (m - (constraints.TransactionCost * signs[i])) * scale)], (target - held) * scale);
                    }
                }
            }

            if (double.IsFinite(constraints.MaxTurnover))
            {
                foreach (double[] signs in cuts)
                {
                    program.AtLeast([.. signs.Select(s => -s)], -constraints.MaxTurnover - Signed(signs));
                }
            }

            AddLimits(program, homogeneous: false);
            double[]? w = program.Solve();
            if (w is null)
            {
                throw new PortfolioInfeasibleException(targetReturn is { } t
                    ? $"No portfolio meets the bounds, groups and turnover with the return {t}."
                    : "No portfolio meets the bounds, groups and turnover together.");
            }

            if (!AddCut(cuts, w))
            {
                return Describe(w);
            }
        }
    }

    /// <summary>Σ sᵢ·currentᵢ.</summary>
    private double Signed(double[] signs)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += signs[i] * constraints.Current(i);
        }

        return sum;
    }

    /// <summary>|w − current| is the largest of its sign patterns: the pattern of a violating solution becomes a linear constraint. False when nothing is violated any more.</summary>
    private bool AddCut(List<double[]> cuts, double[] w)
    {
        if (double.IsPositiveInfinity(constraints.MaxTurnover) && constraints.TransactionCost == 0)
        {
            return false;
        }

        double[] signs = [.. w.Select((v, i) => (double)Math.Sign(v - constraints.Current(i)))];
        double turnover = w.Select((v, i) => Math.Abs(v - constraints.Current(i))).Sum();
        double known = cuts.Count == 0 ? (constraints.TransactionCost > 0 ? 0 : double.PositiveInfinity) : cuts.Max(c => c.Select((s, i) => s * (w[i] - constraints.Current(i))).Sum());
        bool isNew = constraints.TransactionCost > 0 && turnover > known + 1e-10;
        if (turnover <= constraints.MaxTurnover + 1e-10 && !isNew)
        {
            return false;
        }

        cuts.Add(signs);
        return true;
    }

    private void AddLimits(QuadraticProgram program, bool homogeneous)
    {
        for (int i = 0; i < n; i++)
        {
            int own = i;
            AddLimit(program, j => j == own ? 1 : 0, constraints.Lower(i), constraints.Upper(i), homogeneous);
        }

        foreach (WeightGroup group in constraints.Groups)
        {
            AddLimit(program, j => group.Assets.Contains(j) ? 1 : 0, group.Lower, group.Upper, homogeneous);
        }
    }

    private void AddLimit(QuadraticProgram program, Func<int, double> coefficient, double lower, double upper, bool homogeneous)
    {
        double[] normal = [.. Enumerable.Range(0, n).Select(coefficient)];
        if (double.IsFinite(lower))
        {
            program.AtLeast(homogeneous ? [.. normal.Select(c => c - lower)] : normal, homogeneous ? 0 : lower);
        }

        if (double.IsFinite(upper))
        {
            program.AtLeast(homogeneous ? [.. normal.Select(c => upper - c)] : [.. normal.Select(c => -c)], homogeneous ? 0 : -upper);
        }
    }

    private OptimalPortfolio Describe(double[] w)
    {
        for (int i = 0; i < n; i++)
        {
            // The solver meets bounds up to rounding; a weight within it stands exactly on the bound.
            double lower = constraints.Lower(i), upper = constraints.Upper(i);
            w[i] = Math.Abs(w[i] - lower) <= 1e-12 ? lower : Math.Abs(w[i] - upper) <= 1e-12 ? upper : w[i];
        }

        return new OptimalPortfolio(w, DenseMatrix.Dot(estimates.Mean, w), DenseMatrix.Quadratic(estimates.Covariance, w));
    }
}
