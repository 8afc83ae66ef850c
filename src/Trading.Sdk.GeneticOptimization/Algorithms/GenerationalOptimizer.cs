namespace Trading.Sdk.GeneticOptimization;

/// <summary>An optimiser that proposes a whole generation at once and selects when all its results are known.</summary>
public abstract class GenerationalOptimizer : Optimizer
{
    private readonly double[] comparedF;
    private readonly double[] comparedViolations;
    private Population current;
    private Population spare;
    private int batchStart;
    private int batchCount;
    private int batchTold;
    private long batchFirstId;

    private protected GenerationalOptimizer(IProblemDefinition problem, EvolutionOptions options, int rows, int strategyCount = 0)
        : base(problem, options, rows)
    {
        current = new Population(problem.Space, problem.ObjectiveCount, TotalConstraints, rows, strategyCount);
        spare = new Population(problem.Space, problem.ObjectiveCount, TotalConstraints, rows, strategyCount);
        bool plain = options.ConstraintHandling.IsPlain;
        comparedF = plain ? [] : new double[rows * problem.ObjectiveCount];
        comparedViolations = plain ? [] : new double[rows];
    }

    /// <inheritdoc/>
    public override Population Population => current;

    internal override Population Rows => current;

    /// <summary>Candidates of the generation that is being evaluated; 0 before the first is asked.</summary>
    internal int BatchCount => batchCount;

    internal override int RowOf(long id) => batchStart + (int)(id - batchFirstId);

    internal override int GenerationOf(long id) => Generation;

    private protected Population Current => current;

    private protected int BatchStart => batchStart;

    /// <summary>Objectives to compare by, under the constraint handling; [rows × objectives].</summary>
    private protected ReadOnlySpan<double> ComparedObjectives => Options.ConstraintHandling.IsPlain ? current.F : comparedF;

    /// <summary>Violations to compare by, under the constraint handling.</summary>
    private protected ReadOnlySpan<double> ComparedViolations => Options.ConstraintHandling.IsPlain ? current.Violations : comparedViolations;

    /// <summary>Writes the genomes of the next generation from row <paramref name="start"/> on and tells how many they are.</summary>
    private protected abstract int CreateBatch(out int start);

    /// <summary>Selects the survivors when rows 0 … <paramref name="rows"/> − 1 hold parents and results.</summary>
    private protected abstract void Absorb(int rows);

    /// <summary>Makes the given rows the new population, in that order.</summary>
    private protected void Keep(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            spare.CopyRow(current, rows[i], i);
        }

        spare.Count = rows.Length;
        (current, spare) = (spare, current);
    }

    private protected int CreateInitialBatch(int count)
    {
        int[] strata = CreateStrata(count);
        for (int i = 0; i < count; i++)
        {
            SampleInitial(i, count, current.Genome(i), strata);
        }

        return count;
    }

    private protected sealed override bool Prepare(long id)
    {
        if (batchCount == 0)
        {
            batchCount = CreateBatch(out batchStart);
            batchFirstId = id;
            batchTold = 0;
            for (int i = 0; i < batchCount; i++)
            {
                // What an earlier generation left in the row is no part of the state.
                int row = batchStart + i;
                Release(row);
                current.Objective(row).Clear();
                current.Constraint(row).Clear();
                current.Violations[row] = 0;
                current.Ranks[row] = 0;
                current.Crowding[row] = 0;
                current.Ids[row] = id + i;
            }
        }

        return id < batchFirstId + batchCount;
    }

    private protected sealed override void OnTold(long id)
    {
        if (++batchTold < batchCount)
        {
            return;
        }

        int rows = batchStart + batchCount;
        Compare(rows);
        Absorb(rows);
        batchCount = 0;
        batchTold = 0;
        Generation++;
    }

    private protected sealed override bool IsInWindow(long id) => id >= batchFirstId && id < batchFirstId + batchCount;

    private protected sealed override IEnumerable<int> ToldRows()
    {
        for (int i = 0; i < batchCount; i++)
        {
            if (IsTold(batchStart + i))
            {
                yield return batchStart + i;
            }
        }
    }

    private protected sealed override long FirstUntold() => batchFirstId;

    private protected sealed override void SaveState(BinaryWriter writer)
    {
        writer.Write(batchStart);
        writer.Write(batchCount);
        writer.Write(batchTold);
        // Between generations the next number is the first of a batch that does not exist yet.
        writer.Write(batchCount == 0 ? NextId : batchFirstId);
        current.Save(writer, batchCount == 0 ? current.Count : batchStart + batchCount);
        SaveAlgorithm(writer);
    }

    private protected sealed override void LoadState(BinaryReader reader)
    {
        batchStart = reader.ReadInt32();
        batchCount = reader.ReadInt32();
        batchTold = reader.ReadInt32();
        batchFirstId = reader.ReadInt64();
        if (batchStart < 0 || batchCount < 0 || batchStart + (long)batchCount > RowCount || batchTold < 0 || batchTold > batchCount || batchFirstId < 0)
        {
            throw new InvalidDataException($"The checkpoint states an impossible generation: {batchCount} candidates from row {batchStart}, {batchTold} told.");
        }

        current.Load(reader);
        LoadAlgorithm(reader);
    }

    private protected virtual void SaveAlgorithm(BinaryWriter writer)
    {
    }

    private protected virtual void LoadAlgorithm(BinaryReader reader)
    {
    }

    private void Compare(int rows)
    {
        ConstraintHandling handling = Options.ConstraintHandling;
        if (handling.IsPlain)
        {
            return;
        }

        int m = Problem.ObjectiveCount;
        double epsilon = handling.EpsilonAt(Generation);
        for (int i = 0; i < rows; i++)
        {
            double violation = current.Violations[i];
            bool failed = double.IsPositiveInfinity(violation);
            bool penalised = handling.PenaltyCoefficient > 0 && !failed;
            comparedViolations[i] = penalised || violation <= epsilon ? 0 : violation;
            for (int k = 0; k < m; k++)
            {
                comparedF[(i * m) + k] = current.F[(i * m) + k] + (penalised ? handling.PenaltyCoefficient * violation : 0);
            }
        }
    }
}
