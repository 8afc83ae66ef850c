namespace Trading.Sdk.GeneticOptimization;

/// <summary>Expected returns and covariance of assets, in any one unit of time. Immutable.</summary>
public sealed class PortfolioEstimates
{
    private readonly double[] mean;
    private readonly double[] covariance;

    /// <summary>States estimates.</summary>
    /// <param name="mean">Expected simple return of each asset per period.</param>
    /// <param name="covariance">Row-major [assets × assets], symmetric and positive definite.</param>
    /// <param name="names">Names of the assets; null = asset1, asset2, ….</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="PortfolioDataException">A number is not finite, a variance is zero (constant returns), the matrix is not symmetric, not positive semidefinite, or singular.</exception>
    public PortfolioEstimates(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, IReadOnlyList<string>? names = null)
    {
        int n = mean.Length;
        Range.Require(n > 0, "There are no assets.", nameof(mean));
        Range.Require(covariance.Length == n * n, $"A covariance of {n} assets needs {n * n} values, got {covariance.Length}.", nameof(covariance));
        Range.Require(names is null || names.Count == n, $"{names?.Count} names for {n} assets.", nameof(names));
        this.mean = mean.ToArray();
        this.covariance = covariance.ToArray();
        Names = names is null ? [.. Enumerable.Range(1, n).Select(i => $"asset{i}")] : [.. names];
        Validate();
    }

    /// <summary>Number of assets.</summary>
    public int Count => mean.Length;

    /// <summary>Names of the assets.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Expected returns.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>Covariance, row-major.</summary>
    public ReadOnlySpan<double> Covariance => covariance;

    internal double[] CovarianceArray => covariance;

    /// <summary>Sample mean and covariance (n − 1) of simple returns.</summary>
    /// <param name="returns">One row a period, one column an asset.</param>
    /// <param name="periodsPerYear">Factor on both; 1 (default) = per period.</param>
    /// <param name="names">Names of the assets, or null.</param>
    /// <exception cref="PortfolioDataException">There are no more observations than assets (the matrix is singular: use <see cref="ShrunkFromReturns"/>), returns are constant or not finite, or rows differ in length.</exception>
    public static PortfolioEstimates FromReturns(IReadOnlyList<double[]> returns, double periodsPerYear = 1, IReadOnlyList<string>? names = null)
    {
        (double[] means, double[] spreads, int count) = Moments(returns);
        int n = means.Length;
        if (count <= n)
        {
            throw new PortfolioDataException($"{count} observations of {n} assets give a singular covariance: at least {n + 1} are needed, or shrinkage.");
        }

        for (int i = 0; i < spreads.Length; i++)
        {
            spreads[i] *= periodsPerYear / (count - 1);
        }

        for (int i = 0; i < n; i++)
        {
            means[i] *= periodsPerYear;
        }

        return new PortfolioEstimates(means, spreads, names);
    }

    /// <summary>Sample mean and covariance of the simple returns p[t]/p[t−1] − 1.</summary>
    /// <param name="prices">One row a time, one column an asset; positive.</param>
    /// <param name="periodsPerYear">Factor on both; 1 (default) = per period.</param>
    /// <param name="names">Names of the assets, or null.</param>
    /// <exception cref="PortfolioDataException">A price is not positive and finite, or as <see cref="FromReturns"/>.</exception>
    public static PortfolioEstimates FromPrices(IReadOnlyList<double[]> prices, double periodsPerYear = 1, IReadOnlyList<string>? names = null) => FromReturns(ReturnsOf(prices), periodsPerYear, names);

    /// <summary>Sample mean with the covariance of Ledoit and Wolf (2004, "A well-conditioned estimator for large-dimensional covariance matrices", J. Multivariate Analysis 88): shrunk towards the mean variance times the identity; divides by n. Works with fewer observations than assets.</summary>
    /// <param name="returns">One row a period, one column an asset; at least two rows.</param>
    /// <param name="shrinkage">Receives the shrinkage in [0, 1].</param>
    /// <param name="names">Names of the assets, or null.</param>
    /// <exception cref="PortfolioDataException">Returns are constant or not finite, or rows differ in length.</exception>
    public static PortfolioEstimates ShrunkFromReturns(IReadOnlyList<double[]> returns, out double shrinkage, IReadOnlyList<string>? names = null)
    {
        (double[] means, double[] scatter, int count) = Moments(returns);
        int n = means.Length;
        double trace = 0, squares = 0, fourth = 0;
        for (int i = 0; i < n; i++)
        {
            trace += scatter[(i * n) + i] / count;
        }

        foreach (double s in scatter)
        {
            squares += s / count * (s / count);
        }

        foreach (double[] row in returns)
        {
            double norm = 0;
            for (int i = 0; i < n; i++)
            {
                norm += (row[i] - means[i]) * (row[i] - means[i]);
            }

            fourth += norm * norm;
        }

        double target = trace / n;
        double distance = squares - (n * target * target);
        double noise = ((fourth / count) - squares) / count;
        shrinkage = distance <= 0 ? 1 : Math.Clamp(noise / distance, 0, 1);
        double[] shrunk = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                shrunk[(i * n) + k] = ((1 - shrinkage) * scatter[(i * n) + k] / count) + (i == k ? shrinkage * target : 0);
            }
        }

        return new PortfolioEstimates(means, shrunk, names);
    }

    /// <summary>
    /// Black–Litterman (1992): the posterior mean of equilibrium returns π = δΣw under views P·r = q with uncertainty Ω; the
    /// covariance stays Σ.
    /// </summary>
    /// <param name="covariance">Σ, row-major.</param>
    /// <param name="marketWeights">w, one an asset.</param>
    /// <param name="riskAversion">δ, above 0.</param>
    /// <param name="views">P, one row a view, one column an asset.</param>
    /// <param name="viewReturns">q, one a view.</param>
    /// <param name="tau">Weight of the equilibrium's uncertainty, above 0. Default 0.05.</param>
    /// <param name="viewVariances">Diagonal of Ω; null = diag(P·τΣ·Pᵀ) (He, Litterman 1999).</param>
    /// <param name="names">Names of the assets, or null.</param>
    /// <exception cref="ArgumentException">The lengths do not fit or a number is outside its range.</exception>
    public static PortfolioEstimates BlackLitterman(ReadOnlySpan<double> covariance, ReadOnlySpan<double> marketWeights, double riskAversion, IReadOnlyList<double[]> views, ReadOnlySpan<double> viewReturns, double tau = 0.05, double[]? viewVariances = null, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(views);
        int n = marketWeights.Length, k = views.Count;
        Range.Require(covariance.Length == n * n, $"A covariance of {n} assets needs {n * n} values.", nameof(covariance));
        Range.Require(viewReturns.Length == k && (viewVariances is null || viewVariances.Length == k), $"{k} views need {k} returns.", nameof(viewReturns));
        Range.Positive(riskAversion);
        Range.Positive(tau);
        double[] equilibrium = new double[n];
        for (int i = 0; i < n; i++)
        {
            equilibrium[i] = riskAversion * DenseMatrix.Dot(covariance.Slice(i * n, n), marketWeights);
        }

        // π + τΣPᵀ(PτΣPᵀ + Ω)⁻¹(q − Pπ)
        double[][] spread = new double[k][];
        double[] system = new double[k * k], gap = new double[k], factor = new double[k * k];
        for (int v = 0; v < k; v++)
        {
            Range.Require(views[v].Length == n, $"View {v} has {views[v].Length} weights for {n} assets.", nameof(views));
            spread[v] = new double[n];
            for (int i = 0; i < n; i++)
            {
                spread[v][i] = tau * DenseMatrix.Dot(covariance.Slice(i * n, n), views[v]);
            }

            gap[v] = viewReturns[v] - DenseMatrix.Dot(views[v], equilibrium);
        }

        for (int v = 0; v < k; v++)
        {
            for (int w = 0; w < k; w++)
            {
                system[(v * k) + w] = DenseMatrix.Dot(views[v], spread[w]);
            }

            double own = viewVariances?[v] ?? system[(v * k) + v];
            Range.Require(own >= 0 && double.IsFinite(own), "Variances of views must be finite and at least 0.", nameof(viewVariances));
            system[(v * k) + v] += own;
        }

        if (k > 0)
        {
            if (DenseMatrix.Cholesky(system, k, factor) >= 0)
            {
                throw new PortfolioDataException("The views are linearly dependent and certain: their covariance is singular.");
            }

            DenseMatrix.SolveCholesky(factor, k, gap);
        }

        for (int v = 0; v < k; v++)
        {
            for (int i = 0; i < n; i++)
            {
                equilibrium[i] += spread[v][i] * gap[v];
            }
        }

        return new PortfolioEstimates(equilibrium, covariance, names);
    }

    /// <summary>Simple returns of prices.</summary>
    /// <param name="prices">One row a time, one column an asset.</param>
    /// <exception cref="PortfolioDataException">A price is not positive and finite, or there are fewer than two rows.</exception>
    public static double[][] ReturnsOf(IReadOnlyList<double[]> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        if (prices.Count < 2)
        {
            throw new PortfolioDataException("Returns need at least two rows of prices.");
        }

        double[][] returns = new double[prices.Count - 1][];
        for (int t = 0; t < prices.Count; t++)
        {
            for (int i = 0; i < prices[t].Length; i++)
            {
                if (!(prices[t][i] > 0 && double.IsFinite(prices[t][i])))
                {
                    throw new PortfolioDataException($"The price of asset {i} in row {t} is {prices[t][i]}.");
                }
            }

            if (t > 0)
            {
                Rectangular(prices, t);
                returns[t - 1] = [.. prices[t].Select((p, i) => (p / prices[t - 1][i]) - 1)];
            }
        }

        return returns;
    }

    private static void Rectangular(IReadOnlyList<double[]> rows, int row)
    {
        if (rows[row].Length != rows[0].Length)
        {
            throw new PortfolioDataException($"Row {row} has {rows[row].Length} columns, the first has {rows[0].Length}.");
        }
    }

    private static (double[] Mean, double[] Scatter, int Count) Moments(IReadOnlyList<double[]> returns)
    {
        ArgumentNullException.ThrowIfNull(returns);
        if (returns.Count < 2 || returns[0].Length == 0)
        {
            throw new PortfolioDataException("Estimates need at least two observations of one asset.");
        }

        int n = returns[0].Length;
        double[] means = new double[n], scatter = new double[n * n], centred = new double[n];
        for (int t = 0; t < returns.Count; t++)
        {
            Rectangular(returns, t);
            for (int i = 0; i < n; i++)
            {
                if (!double.IsFinite(returns[t][i]))
                {
                    throw new PortfolioDataException($"The return of asset {i} in row {t} is {returns[t][i]}.");
                }

                means[i] += returns[t][i] / returns.Count;
            }
        }

        foreach (double[] row in returns)
        {
            for (int i = 0; i < n; i++)
            {
                centred[i] = row[i] - means[i];
            }

            for (int i = 0; i < n; i++)
            {
                Span<double> target = scatter.AsSpan(i * n, n);
                for (int k = 0; k < n; k++)
                {
                    target[k] += centred[i] * centred[k];
                }
            }
        }

        return (means, scatter, returns.Count);
    }

    private void Validate()
    {
        int n = Count;
        for (int i = 0; i < n; i++)
        {
            if (!double.IsFinite(mean[i]))
            {
                throw new PortfolioDataException($"The expected return of {Names[i]} is {mean[i]}.");
            }

            double variance = covariance[(i * n) + i];
            if (!(variance > 1e-18 && double.IsFinite(variance)))
            {
                throw new PortfolioDataException(variance < 0 ? $"The covariance is not positive semidefinite: the variance of {Names[i]} is {variance}." : $"The variance of {Names[i]} is {variance}: constant returns carry no risk to optimise; leave the asset out or hold it as cash.");
            }

            for (int k = 0; k < i; k++)
            {
                double a = covariance[(i * n) + k], b = covariance[(k * n) + i];
                if (!(Math.Abs(a - b) <= 1e-9 * Math.Sqrt(variance * covariance[(k * n) + k])))
                {
                    throw new PortfolioDataException($"The covariance is not symmetric: {Names[i]} and {Names[k]} have {a} and {b}.");
                }

                covariance[(k * n) + i] = a;
            }
        }

        double[] factor = new double[n * n];
        int bad = DenseMatrix.Cholesky(covariance, n, factor, 1e-12);
        if (bad >= 0)
        {
            double pivot = covariance[(bad * n) + bad] - DenseMatrix.Dot(factor.AsSpan(bad * n, bad), factor.AsSpan(bad * n, bad));
            throw new PortfolioDataException(pivot < -1e-10 * covariance[(bad * n) + bad]
                ? $"The covariance is not positive semidefinite: {Names[bad]} contradicts the assets before it."
                : $"The covariance is singular: {Names[bad]} is a combination of the assets before it; use shrinkage or leave it out.");
        }
    }
}
