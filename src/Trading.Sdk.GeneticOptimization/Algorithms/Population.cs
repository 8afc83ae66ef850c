namespace Trading.Sdk.GeneticOptimization;

/// <summary>The survivors of an optimiser, best known figures of each: a live view that changes with the next generation. Not for use while another thread tells results.</summary>
public sealed class Population
{
    private readonly DecisionSpace space;

    internal Population(DecisionSpace space, int objectiveCount, int constraintCount, int capacity, int strategyCount = 0)
    {
        this.space = space;
        ObjectiveCount = objectiveCount;
        ConstraintCount = constraintCount;
        Genomes = new double[capacity * space.Count];
        F = new double[capacity * objectiveCount];
        G = new double[capacity * constraintCount];
        Violations = new double[capacity];
        Ranks = new int[capacity];
        Crowding = new double[capacity];
        Ids = new long[capacity];
        StrategyCount = strategyCount;
        S = new double[capacity * strategyCount];
    }

    /// <summary>Number of individuals.</summary>
    public int Count { get; internal set; }

    /// <summary>Number of objectives.</summary>
    public int ObjectiveCount { get; }

    /// <summary>Number of constraint values, those of the problem first, then the linear constraints of its space.</summary>
    public int ConstraintCount { get; }

    /// <summary>Natural values of an individual, newly copied.</summary>
    public double[] Values(int index)
    {
        double[] x = new double[space.Count];
        CopyValues(index, x);
        return x;
    }

    /// <summary>Copies the natural values of an individual.</summary>
    public void CopyValues(int index, Span<double> x)
    {
        Check(index);
        space.Decode(Genome(index), x);
    }

    /// <summary>Objectives of an individual; positive infinity after a failed evaluation.</summary>
    public ReadOnlySpan<double> Objectives(int index) => Check(index) ? Objective(index) : default;

    /// <summary>Constraint values of an individual.</summary>
    public ReadOnlySpan<double> Constraints(int index) => Check(index) ? Constraint(index) : default;

    /// <summary>Sum of the positive constraint values; 0 = feasible, positive infinity = the evaluation failed.</summary>
    public double Violation(int index) => Check(index) ? Violations[index] : 0;

    /// <summary>Rank of an individual by non-domination (many objectives) or by quality (one), 0 = best; 0 for all before the first ranking.</summary>
    public int Rank(int index) => Check(index) ? Ranks[index] : 0;

    /// <summary>Number of the individual in its run, from 0, in the order of asking.</summary>
    public long Id(int index) => Check(index) ? Ids[index] : 0;

    internal double[] Genomes { get; }

    internal double[] F { get; }

    internal double[] G { get; }

    /// <summary>Self-adapted operator settings, one row an individual.</summary>
    internal double[] S { get; }

    internal int StrategyCount { get; }

    internal double[] Violations { get; }

    internal int[] Ranks { get; }

    internal double[] Crowding { get; }

    internal long[] Ids { get; }

    internal Span<double> Genome(int row) => Genomes.AsSpan(row * space.Count, space.Count);

    internal Span<double> Objective(int row) => F.AsSpan(row * ObjectiveCount, ObjectiveCount);

    internal Span<double> Constraint(int row) => G.AsSpan(row * ConstraintCount, ConstraintCount);

    internal Span<double> Strategy(int row) => S.AsSpan(row * StrategyCount, StrategyCount);

    internal void CopyRow(Population from, int source, int target)
    {
        from.Genome(source).CopyTo(Genome(target));
        from.Objective(source).CopyTo(Objective(target));
        from.Constraint(source).CopyTo(Constraint(target));
        from.Strategy(source).CopyTo(Strategy(target));
        Violations[target] = from.Violations[source];
        Ranks[target] = from.Ranks[source];
        Crowding[target] = from.Crowding[source];
        Ids[target] = from.Ids[source];
    }

    internal void Save(BinaryWriter writer, int rows)
    {
        writer.Write(Count);
        writer.Write(rows);
        CheckpointFormat.Write(writer, Genomes.AsSpan(0, rows * space.Count));
        CheckpointFormat.Write(writer, F.AsSpan(0, rows * ObjectiveCount));
        CheckpointFormat.Write(writer, G.AsSpan(0, rows * ConstraintCount));
        CheckpointFormat.Write(writer, S.AsSpan(0, rows * StrategyCount));
        CheckpointFormat.Write(writer, Violations.AsSpan(0, rows));
        CheckpointFormat.Write(writer, Crowding.AsSpan(0, rows));
        for (int i = 0; i < rows; i++)
        {
            writer.Write(Ranks[i]);
            writer.Write(Ids[i]);
        }
    }

    internal void Load(BinaryReader reader)
    {
        int count = reader.ReadInt32(), rows = reader.ReadInt32();
        if (count < 0 || rows < count || rows > Violations.Length)
        {
            throw new InvalidDataException($"The checkpoint holds {count} individuals in {rows} rows for a capacity of {Violations.Length}.");
        }

        Count = count;
        CheckpointFormat.Read(reader, Genomes.AsSpan(0, rows * space.Count));
        CheckpointFormat.Read(reader, F.AsSpan(0, rows * ObjectiveCount));
        CheckpointFormat.Read(reader, G.AsSpan(0, rows * ConstraintCount));
        CheckpointFormat.Read(reader, S.AsSpan(0, rows * StrategyCount));
        CheckpointFormat.Read(reader, Violations.AsSpan(0, rows));
        CheckpointFormat.Read(reader, Crowding.AsSpan(0, rows));
        for (int i = 0; i < rows; i++)
        {
            Ranks[i] = reader.ReadInt32();
            Ids[i] = reader.ReadInt64();
        }
    }

    private bool Check(int index) => (uint)index < (uint)Count ? true : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} individuals.");
}
