namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// NSGA-II: elitist non-dominated sorting with crowding (Deb, Pratap, Agarwal, Meyarivan 2002, IEEE TEC 6(2)), for two or
/// three objectives with or without constraints; works for one as well.
/// </summary>
public sealed class Nsga2 : GeneticOptimizer
{
    private readonly Nsga2Options options;
    private readonly FrontOrder fronts;
    private readonly CrowdingDistance crowding = new();
    private readonly bool comparesDominance;
    private readonly int[] permutation1;
    private readonly int[] permutation2;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public Nsga2(IProblemDefinition problem, Nsga2Options? options = null)
        : base(problem ?? throw new ArgumentNullException(nameof(problem)), Checked(options ??= new Nsga2Options(), problem), options.PopulationSize)
    {
        this.options = options;
        fronts = new FrontOrder(RowCount, problem.ObjectiveCount);
        crowding.Reserve(RowCount, problem.ObjectiveCount);
        comparesDominance = problem.ConstraintCount > 0 && options.ConstraintHandling.IsPlain;
        permutation1 = new int[options.PopulationSize];
        permutation2 = new int[options.PopulationSize];
    }

    /// <inheritdoc/>
    public override string Algorithm => "nsga2";

    private protected override void SelectParents(Span<int> parents)
    {
        // Every individual stands in two tournaments, so none is forgotten by chance.
        var random = new CounterRandom(Seed, Generation, 0, RandomPurpose.Select);
        int n = Current.Count, at = n;
        for (int k = 0; k < parents.Length; k++)
        {
            if (at >= n)
            {
                random.Permute(permutation1.AsSpan(0, n));
                random.Permute(permutation2.AsSpan(0, n));
                at = 0;
            }

            parents[k] = Better(permutation1[at], permutation2[at]);
            at++;
        }
    }

    private protected override void Absorb(int rows)
    {
        fronts.Rank(rows, ComparedObjectives, ComparedViolations, Current.Ranks);
        int keep = Math.Min(PopulationSize, rows), m = Problem.ObjectiveCount;
        ReadOnlySpan<double> f = ComparedObjectives;
        Span<double> distances = Current.Crowding;
        for (int front = 0; front < fronts.FeasibleFronts; front++)
        {
            (int from, int to) = fronts.Front(front);
            if (from >= keep)
            {
                break;
            }

            Span<int> members = fronts.Order.AsSpan(from, to - from);
            if (to <= keep || !options.RecomputeCrowding)
            {
                crowding.ComputeFront(f, m, members, distances);
                if (to > keep)
                {
                    crowding.Cut(members, distances);
                }
            }
            else
            {
                crowding.Prune(f, m, members, keep - from, distances);
            }
        }

        for (int i = fronts.FeasibleCount; i < keep; i++)
        {
            distances[fronts.Order[i]] = 0;
        }

        Keep(fronts.Order.AsSpan(0, keep));
    }

    private static Nsga2Options Checked(Nsga2Options options, IProblemDefinition problem)
    {
        options.Validate(problem);
        return options;
    }

    /// <summary>
    /// The better front wins, then the lonelier individual. Under constraints, of two feasible individuals only the dominating
    /// one wins by its front: the ends of a later front, often the only way into another part of the feasible region, stay in
    /// the race. Without constraints that would only slow the approach to the front.
    /// </summary>
    private int Better(int a, int b)
    {
        int difference = Current.Ranks[a] - Current.Ranks[b];
        if (difference != 0 && (!comparesDominance || Current.Violations[a] > 0 || Current.Violations[b] > 0 || Dominates(difference < 0 ? a : b, difference < 0 ? b : a)))
        {
            return difference < 0 ? a : b;
        }

        return Current.Crowding[b] > Current.Crowding[a] ? b : a;
    }

    /// <summary>Whether a, of the better front, dominates b; being of another front they are not equal.</summary>
    private bool Dominates(int a, int b)
    {
        int m = Problem.ObjectiveCount;
        ReadOnlySpan<double> first = Current.F.AsSpan(a * m, m), second = Current.F.AsSpan(b * m, m);
        for (int k = 0; k < m; k++)
        {
            if (first[k] > second[k])
            {
                return false;
            }
        }

        return true;
    }
}
