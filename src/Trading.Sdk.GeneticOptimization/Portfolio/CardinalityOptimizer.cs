namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Minimum variance at a return with at most K assets, each held one within [minimum, cap], long only: exact by branch and
/// bound over quadratic programs, or by the multi-objective genetic algorithm seeded from the exact frontier, whose
/// subsets are then solved exactly. Thread-safe.
/// </summary>
public sealed class CardinalityOptimizer
{
    private readonly PortfolioEstimates estimates;
    private readonly int n;

    /// <summary>Prepares for estimates and demands.</summary>
    /// <param name="estimates">Expected returns and covariance.</param>
    /// <param name="cardinality">Assets held at most, at least 1.</param>
    /// <param name="minHeldWeight">Least weight of a held asset, in [0, 1]. Default 0.01.</param>
    /// <param name="maxWeight">Cap, in (0, 1]. Default 1.</param>
    /// <exception cref="PortfolioInfeasibleException">The demands contradict each other.</exception>
    public CardinalityOptimizer(PortfolioEstimates estimates, int cardinality, double minHeldWeight = 0.01, double maxWeight = 1)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        this.estimates = estimates;
        n = estimates.Count;
        // The repair states the same demands and their contradictions.
        var repair = new WeightRepair(n, maxWeight, cardinality, minHeldWeight);
        Cardinality = repair.Cardinality;
        MinHeldWeight = minHeldWeight;
        MaxWeight = maxWeight;
    }

    /// <summary>Assets held at most.</summary>
    public int Cardinality { get; }

    /// <summary>Least weight of a held asset.</summary>
    public double MinHeldWeight { get; }

    /// <summary>Cap of each weight.</summary>
    public double MaxWeight { get; }

    /// <summary>Branch and bound.</summary>
    /// <param name="targetReturn">Return that must be met exactly.</param>
    /// <param name="nodeLimit">Relaxed programs at most, at least 1; then the best so far is returned unproven. Default 100,000.</param>
    /// <param name="cancellation">Ends the search with the best so far.</param>
    public CardinalityPortfolio MinimumVarianceAt(double targetReturn, int nodeLimit = 100_000, CancellationToken cancellation = default)
    {
        Range.AtLeast(nodeLimit, 1);
        Range.Require(double.IsFinite(targetReturn), "The target return must be finite.", nameof(targetReturn));
        double[]? best = null;
        double bestVariance = double.PositiveInfinity;
        long nodes = 0;
        var stack = new Stack<sbyte[]>(); // 1 = held, −1 = excluded, 0 = open
        stack.Push(new sbyte[n]);
        while (stack.Count > 0)
        {
            if (nodes >= nodeLimit || cancellation.IsCancellationRequested)
            {
                return Describe(best, proven: false, nodes);
            }

            sbyte[] node = stack.Pop();
            nodes++;
            int held = node.Count(s => s == 1);
            if (held == Cardinality)
            {
                node = Array.ConvertAll(node, s => s == 0 ? (sbyte)-1 : s);
            }

            double[]? w = Solve(node, targetReturn);
            if (w is null)
            {
                continue;
            }

            double variance = DenseMatrix.Quadratic(estimates.Covariance, w);
            if (variance >= bestVariance * (1 - 1e-9))
            {
                continue;
            }

            int branch = Branch(node, w);
            if (branch < 0)
            {
                best = w;
                bestVariance = variance;
                continue;
            }

            if (SolveSupport(Largest(node, w), targetReturn) is { } rounded)
            {
                double value = DenseMatrix.Quadratic(estimates.Covariance, rounded);
                if (value < bestVariance)
                {
                    best = rounded;
                    bestVariance = value;
                }
            }

            sbyte[] without = [.. node], with = node;
            without[branch] = -1;
            with = [.. node];
            with[branch] = 1;
            stack.Push(without);
            stack.Push(with);
        }

        return Describe(best, proven: true, nodes);
    }

    /// <summary>
    /// The front by NSGA-II on weights, seeded with portfolios of the exact unconstrained frontier; for every return wanted
    /// the subsets that the search found are solved exactly and improved by exchanges of one asset.
    /// </summary>
    /// <param name="targetReturns">Returns wanted.</param>
    /// <param name="populationSize">Individuals. Default 100.</param>
    /// <param name="generations">Generations. Default 200.</param>
    /// <param name="seed">Seed. Default 1.</param>
    /// <param name="cancellation">Ends the search with the best so far.</param>
    /// <returns>One entry a return; a null portfolio where nothing was found. Never marked as proven.</returns>
    public IReadOnlyList<CardinalityPortfolio> SearchFront(IReadOnlyList<double> targetReturns, int populationSize = 100, int generations = 200, ulong seed = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(targetReturns);
        var problem = new PortfolioProblem(estimates, MaxWeight, Cardinality, MinHeldWeight);
        EfficientFrontier frontier = new PortfolioOptimizer(estimates, new PortfolioConstraints { MaxWeight = MaxWeight }).Frontier();
        double[][] seeds = [.. frontier.Sample(Math.Max(2, populationSize / 2)).Select(p => p.Weights)];
        var archive = new ParetoArchive();
        new OptimizationRun(problem, problem.CreateOptimizer(populationSize, seed, seeds), new RunOptions { MaxGenerations = generations, Archive = archive }).Run(cancellation);
        var supports = new HashSet<string>(StringComparer.Ordinal);
        var subsets = new List<(double Return, int[] Assets)>();
        foreach (Solution s in archive.Members)
        {
            int[] assets = [.. Enumerable.Range(0, n).Where(i => s.Values[i] > 0)];
            if (supports.Add(string.Join(',', assets)))
            {
                subsets.Add((-s.Objectives[1], assets));
            }
        }

        return [.. targetReturns.Select(target => Polish(target, subsets))];
    }

    private CardinalityPortfolio Polish(double target, List<(double Return, int[] Assets)> subsets)
    {
        double[]? best = null;
        double bestVariance = double.PositiveInfinity;
        int[] support = [];
        long nodes = 0;
        foreach ((_, int[] assets) in subsets.OrderBy(s => Math.Abs(s.Return - target)).Take(25))
        {
            nodes++;
            Try(assets);
        }

        for (bool improved = best is not null; improved;)
        {
            improved = false;
            foreach (int[] neighbour in Exchanges(support, best!))
            {
                nodes++;
                improved |= Try(neighbour);
                if (improved)
                {
                    break;
                }
            }
        }

        return Describe(best, proven: false, nodes);

        bool Try(int[] assets)
        {
            if (SolveSupport(assets, target) is not { } w)
            {
                return false;
            }

            double variance = DenseMatrix.Quadratic(estimates.Covariance, w);
            if (!(variance < bestVariance * (1 - 1e-12)))
            {
                return false;
            }

            best = w;
            bestVariance = variance;
            support = assets;
            return true;
        }
    }

    private IEnumerable<int[]> Exchanges(int[] support, double[] weights)
    {
        // Assets of least marginal variance first: they are the likeliest to help.
        int[] outside = [.. Enumerable.Range(0, n).Where(i => weights[i] == 0).OrderBy(i => DenseMatrix.Dot(estimates.Covariance.Slice(i * n, n), weights))];
        foreach (int incoming in outside)
        {
            if (support.Length < Cardinality)
            {
                yield return [.. support, incoming];
            }

            foreach (int outgoing in support.OrderBy(i => weights[i]).Take(4))
            {
                yield return [.. support.Where(i => i != outgoing), incoming];
            }
        }
    }

    /// <summary>The asset to decide next, or −1 when the relaxed portfolio meets the demands.</summary>
    private int Branch(sbyte[] node, double[] w)
    {
        int count = 0, small = -1, large = -1;
        for (int i = 0; i < n; i++)
        {
            if (w[i] <= 1e-10)
            {
                continue;
            }

            count++;
            if (node[i] != 0)
            {
                continue;
            }

            large = large < 0 || w[i] > w[large] ? i : large;
            small = w[i] < MinHeldWeight - 1e-10 && (small < 0 || w[i] < w[small]) ? i : small;
        }

        return count > Cardinality ? large : small;
    }

    private int[] Largest(sbyte[] node, double[] w) =>
        [.. Enumerable.Range(0, n).Where(i => node[i] >= 0 && (node[i] == 1 || w[i] > 1e-10)).OrderByDescending(i => node[i]).ThenByDescending(i => w[i]).Take(Cardinality)];

    private double[]? SolveSupport(int[] assets, double targetReturn)
    {
        sbyte[] node = new sbyte[n];
        Array.Fill(node, (sbyte)-1);
        foreach (int i in assets)
        {
            node[i] = 1;
        }

        return Solve(node, targetReturn);
    }

    /// <summary>The relaxed program: held assets within [minimum, cap], open ones within [0, cap], excluded ones 0.</summary>
    private double[]? Solve(sbyte[] node, double targetReturn)
    {
        int[] assets = [.. Enumerable.Range(0, n).Where(i => node[i] >= 0)];
        int k = assets.Length;
        if (k == 0)
        {
            return null;
        }

        double[] covariance = new double[k * k], ones = new double[k], mean = new double[k];
        double scale = 0;
        for (int a = 0; a < k; a++)
        {
            ones[a] = 1;
            mean[a] = estimates.Mean[assets[a]];
            scale = Math.Max(scale, Math.Abs(mean[a]));
            for (int b = 0; b < k; b++)
            {
                covariance[(a * k) + b] = estimates.Covariance[(assets[a] * n) + assets[b]];
            }
        }

        scale = scale > 0 ? scale : 1;
        var program = new QuadraticProgram(covariance, k, []);
        program.Equal(ones, 1);
        program.Equal([.. mean.Select(m => m / scale)], targetReturn / scale);
        for (int a = 0; a < k; a++)
        {
            program.Bound(a, node[assets[a]] == 1 ? MinHeldWeight : 0, MaxWeight < 1 ? MaxWeight : double.PositiveInfinity);
        }

        if (program.Solve() is not { } solved)
        {
            return null;
        }

        double[] w = new double[n];
        for (int a = 0; a < k; a++)
        {
            w[assets[a]] = solved[a] <= 1e-11 ? 0 : solved[a];
        }

        return w;
    }

    private CardinalityPortfolio Describe(double[]? w, bool proven, long nodes) => new(
        w is null ? null : new OptimalPortfolio(w, DenseMatrix.Dot(estimates.Mean, w), DenseMatrix.Quadratic(estimates.Covariance, w)),
        proven,
        nodes);
}
