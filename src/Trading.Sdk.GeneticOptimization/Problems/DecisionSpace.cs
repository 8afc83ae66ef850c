namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The decision variables of a problem, in order, with linear constraints and a repair. Optimisers walk in search
/// coordinates (the logarithm for logarithmic variables, the value for all others); evaluations see natural values.
/// Immutable and shareable.
/// </summary>
public sealed class DecisionSpace
{
    private readonly Variable[] variables;
    private readonly double[] lower;
    private readonly double[] upper;
    private readonly int[] parents;
    private readonly Dictionary<string, int> byName;

    /// <summary>Makes a space.</summary>
    /// <param name="variables">At least one; a variable's parent stands before it.</param>
    /// <param name="linearConstraints">Constraints over natural values, or null.</param>
    /// <param name="repair">Repair of natural values, or null.</param>
    /// <exception cref="ArgumentException">There is no variable, a name appears twice, a parent is unknown or later, or a constraint has another length.</exception>
    public DecisionSpace(IEnumerable<Variable> variables, IEnumerable<LinearConstraint>? linearConstraints = null, IRepair? repair = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        this.variables = [.. variables];
        if (this.variables.Length == 0)
        {
            throw new ArgumentException("A space needs at least one variable.", nameof(variables));
        }

        lower = [.. this.variables.Select(v => v.SearchLower)];
        upper = [.. this.variables.Select(v => v.SearchUpper)];
        parents = new int[this.variables.Length];
        byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < this.variables.Length; i++)
        {
            Variable v = this.variables[i];
            parents[i] = -1;
            if (v.Parent is { } parent)
            {
                parents[i] = byName.TryGetValue(parent, out int p) ? p : throw new ArgumentException($"Variable '{v.Name}' depends on '{parent}', which is not an earlier variable.", nameof(variables));
            }

            if (!byName.TryAdd(v.Name, i))
            {
                throw new ArgumentException($"Two variables are called '{v.Name}'.", nameof(variables));
            }

            HasUnordered |= v.IsUnordered;
            IsPlain &= v is { Kind: VariableKind.Real, Step: 0, IsLogarithmic: false, Parent: null };
            IsFinite &= v.Step > 0;
        }

        LinearConstraints = [.. linearConstraints ?? []];
        foreach (LinearConstraint constraint in LinearConstraints)
        {
            if (constraint.Coefficients.Count != this.variables.Length)
            {
                throw new ArgumentException($"A linear constraint has {constraint.Coefficients.Count} coefficients for {this.variables.Length} variables.", nameof(linearConstraints));
            }
        }

        Repair = repair;
    }

    /// <summary>A space of real variables x1 … xn with the same bounds.</summary>
    /// <exception cref="ArgumentException">The bounds contradict each other.</exception>
    public static DecisionSpace Box(int count, double lower, double upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new DecisionSpace(Enumerable.Range(1, count).Select(i => Variable.Real($"x{i}", lower, upper)));
    }

    /// <summary>A space of real variables x1 … xn with a pair of bounds each.</summary>
    /// <exception cref="ArgumentException">The bounds contradict each other or differ in length.</exception>
    public static DecisionSpace Box(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        if (lower.Length != upper.Length)
        {
            throw new ArgumentException($"{lower.Length} lower and {upper.Length} upper bounds.", nameof(upper));
        }

        var box = new Variable[lower.Length];
        for (int i = 0; i < box.Length; i++)
        {
            box[i] = Variable.Real($"x{i + 1}", lower[i], upper[i]);
        }

        return new DecisionSpace(box);
    }

    /// <summary>The variables in order.</summary>
    public IReadOnlyList<Variable> Variables => variables;

    /// <summary>Number of variables.</summary>
    public int Count => variables.Length;

    /// <summary>Constraints over natural values; optimisers count them after the constraints of the problem.</summary>
    public IReadOnlyList<LinearConstraint> LinearConstraints { get; }

    /// <summary>Repair of natural values, or null.</summary>
    public IRepair? Repair { get; }

    /// <summary>Position of the variable of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public int IndexOf(string name) => byName.TryGetValue(name, out int i) ? i : throw new KeyNotFoundException($"There is no variable '{name}'; there are {string.Join(", ", byName.Keys)}.");

    /// <summary>Number of different points, or positive infinity for a space with continuous variables.</summary>
    public double PointCount
    {
        get
        {
            double count = 1;
            foreach (Variable v in variables)
            {
                count *= v.Step > 0 ? Math.Floor((v.Upper - v.Lower) / v.Step) + 1 : v.Lower == v.Upper ? 1 : double.PositiveInfinity;
            }

            return count;
        }
    }

    /// <summary>True when the variable takes part at that point.</summary>
    /// <param name="x">Natural values.</param>
    /// <param name="index">Position of the variable.</param>
    public bool IsActive(ReadOnlySpan<double> x, int index)
    {
        for (int i = index; parents[i] >= 0; i = parents[i])
        {
            double value = x[parents[i]];
            bool any = false;
            foreach (double wanted in variables[i].ParentValues)
            {
                any |= value == wanted;
            }

            if (!any)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when search coordinates equal natural values and need no grid.</summary>
    internal bool IsPlain { get; } = true;

    internal bool IsFinite { get; } = true;

    internal bool HasUnordered { get; }

    internal ReadOnlySpan<double> SearchLower => lower;

    internal ReadOnlySpan<double> SearchUpper => upper;

    internal bool IsUnordered(int index) => variables[index].IsUnordered;

    /// <summary>Puts a genome on the grids and into the bounds, repairs it and rests its inactive genes.</summary>
    internal void Canonicalise(Span<double> genome)
    {
        if (IsPlain)
        {
            for (int i = 0; i < genome.Length; i++)
            {
                genome[i] = Math.Clamp(genome[i], lower[i], upper[i]);
            }

            Repair?.Repair(genome);
            return;
        }

        Span<double> x = genome.Length <= 256 ? stackalloc double[genome.Length] : new double[genome.Length];
        Decode(genome, x);
        Encode(x, genome);
    }

    /// <summary>Search coordinates → natural values, on the grids, repaired, inactive genes at rest.</summary>
    internal void Decode(ReadOnlySpan<double> genome, Span<double> x)
    {
        if (IsPlain)
        {
            genome.CopyTo(x);
            return;
        }

        for (int i = 0; i < x.Length; i++)
        {
            double value = variables[i].IsLogarithmic ? Math.Exp(genome[i]) : genome[i];
            x[i] = variables[i].SnapValue(value);
        }

        if (Repair is not null)
        {
            Repair.Repair(x);
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = variables[i].SnapValue(x[i]);
            }
        }

        Rest(x);
    }

    internal void Encode(ReadOnlySpan<double> x, Span<double> genome)
    {
        for (int i = 0; i < x.Length; i++)
        {
            genome[i] = Math.Clamp(variables[i].ToSearch(x[i]), lower[i], upper[i]);
        }
    }

    private void Rest(Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (parents[i] >= 0 && !IsActive(x, i))
            {
                x[i] = variables[i].Lower;
            }
        }
    }
}
