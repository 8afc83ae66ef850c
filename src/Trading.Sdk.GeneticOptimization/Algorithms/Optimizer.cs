namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// An optimiser as ask and tell: <see cref="TryAsk"/> hands out candidates, <see cref="Tell"/> takes their results in any
/// order. What is asked next depends on the seed and the results alone, not on their order of arrival, so any number of
/// threads or machines gives the same bits. One thread at a time. <see cref="OptimizationRun"/> is the loop on top.
/// </summary>
public abstract class Optimizer
{
    private const byte Free = 0;
    private const byte Asked = 1;
    private const byte Told = 2;

    private readonly byte[] states;
    private readonly double[] values;
    private readonly double[] bestGenome;
    private readonly double[] bestObjectives;
    private readonly double[] bestConstraints;
    private double bestViolation = double.PositiveInfinity;
    private long bestId = -1;

    private protected Optimizer(IProblemDefinition problem, EvolutionOptions options, int rows)
    {
        Problem = problem;
        Options = options;
        TotalConstraints = problem.ConstraintCount + problem.Space.LinearConstraints.Count;
        states = new byte[rows];
        values = new double[problem.Space.Count];
        bestGenome = new double[problem.Space.Count];
        bestObjectives = new double[problem.ObjectiveCount];
        bestConstraints = new double[TotalConstraints];
        RowCount = rows;
    }

    /// <summary>The shape of the problem.</summary>
    public IProblemDefinition Problem { get; }

    /// <summary>Short name of the algorithm, as in checkpoints and records.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Seed of all random streams.</summary>
    public ulong Seed => Options.Seed;

    /// <summary>Completed generations. A steady-state algorithm counts one for every population size of results.</summary>
    public int Generation { get; private protected set; }

    /// <summary>Results told so far, failures included.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Candidates asked and not yet told.</summary>
    public int Outstanding { get; private set; }

    /// <summary>The survivors of the last completed generation; empty before the first.</summary>
    public abstract Population Population { get; }

    /// <summary>Why the algorithm itself sees no use in going on, or null. Asking stays possible.</summary>
    public virtual string? Converged => null;

    /// <summary>The best individual told so far: least violation, then least first objective, then earliest. Null before the first success.</summary>
    public Solution? Best => bestId < 0 ? null : new Solution(bestId, Decoded(bestGenome), [.. bestObjectives], [.. bestConstraints], bestViolation);

    private protected EvolutionOptions Options { get; }

    private protected DecisionSpace Space => Problem.Space;

    private protected int TotalConstraints { get; }

    private protected int RowCount { get; }

    private protected long NextId { get; private set; }

    /// <summary>Asks for one candidate.</summary>
    /// <param name="values">Receives its natural values.</param>
    /// <param name="id">Its number, for <see cref="Tell"/>.</param>
    /// <returns>False when results must be told before the next candidate exists.</returns>
    public bool TryAsk(Span<double> values, out long id)
    {
        if (!TryTake(out id))
        {
            return false;
        }

        Space.Decode(GenomeOf(id), values);
        return true;
    }

    /// <summary>Asks for several candidates.</summary>
    /// <param name="ids">Receives their numbers; its length is the number wanted.</param>
    /// <param name="values">Receives their natural values, row-major.</param>
    /// <returns>How many were given; 0 when results must be told first.</returns>
    public int Ask(Span<long> ids, Span<double> values)
    {
        int given = 0;
        while (given < ids.Length && TryAsk(values.Slice(given * Space.Count, Space.Count), out long id))
        {
            ids[given++] = id;
        }

        return given;
    }

    /// <summary>Tells the result of a candidate.</summary>
    /// <param name="id">Number that was asked.</param>
    /// <param name="objectives">Finite objectives, minimised.</param>
    /// <param name="constraints">Finite constraint values of the problem, feasible when ≤ 0; empty when it has none.</param>
    /// <exception cref="ArgumentException">The number is not outstanding, or a value is not finite or missing; a failed evaluation is told by <see cref="TellFailure"/>.</exception>
    public void Tell(long id, ReadOnlySpan<double> objectives, ReadOnlySpan<double> constraints = default)
    {
        CheckOutstanding(id);
        if (objectives.Length != Problem.ObjectiveCount || constraints.Length != Problem.ConstraintCount)
        {
            throw new ArgumentException($"Expected {Problem.ObjectiveCount} objectives and {Problem.ConstraintCount} constraints, got {objectives.Length} and {constraints.Length}.", nameof(objectives));
        }

        if (!AllFinite(objectives) || !AllFinite(constraints))
        {
            throw new ArgumentException($"Individual {id} has a result that is not finite; tell it as a failure.", nameof(objectives));
        }

        objectives.CopyTo(ObjectivesOf(id));
        constraints.CopyTo(ConstraintsOf(id));
        Complete(id, failed: false);
    }

    /// <summary>Tells that a candidate could not be evaluated: it ranks behind every other and never survives one of them.</summary>
    /// <param name="id">Number that was asked.</param>
    /// <exception cref="ArgumentException">The number is not outstanding.</exception>
    public void TellFailure(long id)
    {
        CheckOutstanding(id);
        Complete(id, failed: true);
    }

    /// <summary>The best trade-offs known: the non-dominated feasible individuals among the survivors and the results told since, in the order of asking. With one objective: the best. Empty while nothing is feasible.</summary>
    public IReadOnlyList<Solution> Front()
    {
        if (Problem.ObjectiveCount == 1)
        {
            return Best is { IsFeasible: true } best ? [best] : [];
        }

        var rows = new List<(Population Source, int Row)>();
        Population survivors = Population;
        for (int i = 0; i < survivors.Count; i++)
        {
            rows.Add((survivors, i));
        }

        foreach (int row in ToldRows())
        {
            rows.Add((Rows, row));
        }

        rows.RemoveAll(r => r.Source.Violations[r.Row] > 0);
        double[] f = [.. rows.SelectMany(r => r.Source.Objective(r.Row).ToArray())];
        int[] ranks = NonDominatedSorter.Rank(f, Problem.ObjectiveCount);
        var front = new List<Solution>();
        for (int i = 0; i < rows.Count; i++)
        {
            if (ranks[i] == 0)
            {
                front.Add(CreateSolution(rows[i].Source, rows[i].Row));
            }
        }

        front.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return front;
    }

    /// <summary>A hash of everything that decides the further course: equal hashes mean bit-identical states.</summary>
    public ulong StateHash()
    {
        using var stream = new MemoryStream();
        Save(stream);
        ulong hash = 14695981039346656037;
        foreach (byte b in stream.GetBuffer().AsSpan(0, (int)stream.Length))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash;
    }

    /// <summary>Writes a checkpoint, outstanding candidates included: a restored optimiser hands those out again under their numbers and continues bit-identically.</summary>
    /// <param name="stream">Receives the checkpoint; stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(CheckpointFormat.Magic);
        writer.Write(CheckpointFormat.Version);
        writer.Write(Algorithm);
        writer.Write(Seed);
        writer.Write(Space.Count);
        writer.Write(Problem.ObjectiveCount);
        writer.Write(TotalConstraints);
        writer.Write(RowCount);
        writer.Write(Generation);
        writer.Write(Evaluations);
        writer.Write(bestId);
        writer.Write(bestViolation);
        CheckpointFormat.Write(writer, bestGenome);
        CheckpointFormat.Write(writer, bestObjectives);
        CheckpointFormat.Write(writer, bestConstraints);
        // What was asked but not told is asked again after a restore, so both count as one state.
        foreach (byte state in states)
        {
            writer.Write(state == Asked ? Free : state);
        }

        SaveState(writer);
        writer.Write(CheckpointFormat.Magic);
    }

    /// <summary>Continues from a checkpoint. The optimiser must have been made with the same problem shape and options.</summary>
    /// <param name="stream">A checkpoint written by <see cref="Save"/>.</param>
    /// <exception cref="InvalidDataException">The stream is no checkpoint, or one of another version, algorithm, seed or shape, or it is damaged; the optimiser is then unusable.</exception>
    public void Restore(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            Expect(CheckpointFormat.Magic, reader.ReadUInt32(), "mark");
            Expect(CheckpointFormat.Version, reader.ReadInt32(), "version");
            Expect(Algorithm, reader.ReadString(), "algorithm");
            Expect(Seed, reader.ReadUInt64(), "seed");
            Expect(Space.Count, reader.ReadInt32(), "number of variables");
            Expect(Problem.ObjectiveCount, reader.ReadInt32(), "number of objectives");
            Expect(TotalConstraints, reader.ReadInt32(), "number of constraints");
            Expect(RowCount, reader.ReadInt32(), "population");
            Generation = reader.ReadInt32();
            Evaluations = reader.ReadInt64();
            bestId = reader.ReadInt64();
            bestViolation = reader.ReadDouble();
            CheckpointFormat.Read(reader, bestGenome);
            CheckpointFormat.Read(reader, bestObjectives);
            CheckpointFormat.Read(reader, bestConstraints);
            for (int i = 0; i < states.Length; i++)
            {
                states[i] = reader.ReadByte();
                if (states[i] is not (Free or Told))
                {
                    throw new InvalidDataException($"Row {i} of the checkpoint has the unknown state {states[i]}.");
                }
            }

            LoadState(reader);
            Expect(CheckpointFormat.Magic, reader.ReadUInt32(), "end mark");
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The checkpoint ends early.", e);
        }

        Outstanding = 0;
        NextId = FirstUntold();
    }

    internal abstract Population Rows { get; }

    internal abstract int RowOf(long id);

    /// <summary>The generation that an individual belongs to.</summary>
    internal abstract int GenerationOf(long id);

    internal ReadOnlySpan<double> GenomeOf(long id) => Rows.Genome(RowOf(id));

    internal Span<double> ObjectivesOf(long id) => Rows.Objective(RowOf(id));

    internal Span<double> ConstraintsOf(long id) => Rows.Constraint(RowOf(id))[..Problem.ConstraintCount];

    internal bool TryTake(out long id)
    {
        while (true)
        {
            id = NextId;
            if (!Prepare(id))
            {
                return false;
            }

            NextId++;
            int row = RowOf(id);
            // After a restore some candidates in the window are told already.
            if (states[row] == Free)
            {
                states[row] = Asked;
                Outstanding++;
                return true;
            }
        }
    }

    /// <summary>Makes asked candidates free again: they are handed out anew under their numbers.</summary>
    internal void TakeBackOutstanding()
    {
        if (Outstanding > 0)
        {
            for (int i = 0; i < states.Length; i++)
            {
                states[i] = states[i] == Asked ? Free : states[i];
            }

            Outstanding = 0;
            NextId = FirstUntold();
        }
    }

    internal bool ReachedTarget(double objective) => bestId >= 0 && bestViolation <= 0 && bestObjectives[0] <= objective;

    /// <summary>Counts a result whose objectives and constraints stand in its row already.</summary>
    internal void Complete(long id, bool failed, double extraViolation = 0)
    {
        int row = RowOf(id);
        Population rows = Rows;
        rows.Ids[row] = id;
        if (failed)
        {
            rows.Objective(row).Fill(double.PositiveInfinity);
            rows.Constraint(row).Fill(double.PositiveInfinity);
            rows.Violations[row] = double.PositiveInfinity;
        }
        else
        {
            rows.Violations[row] = TotalConstraints == 0 ? extraViolation : Violation(rows, row) + extraViolation;
            UpdateBest(rows, row, id);
        }

        states[row] = Told;
        Evaluations++;
        Outstanding--;
        OnTold(id);
    }

    internal Solution CreateSolution(Population source, int row) => new(
        source.Ids[row],
        Decoded(source.Genome(row)),
        source.Objective(row).ToArray(),
        source.Constraint(row).ToArray(),
        source.Violations[row]);

    /// <summary>True when the next candidate can be taken; makes it when needed.</summary>
    private protected abstract bool Prepare(long id);

    private protected abstract void OnTold(long id);

    private protected abstract IEnumerable<int> ToldRows();

    private protected abstract void SaveState(BinaryWriter writer);

    private protected abstract void LoadState(BinaryReader reader);

    /// <summary>The first number of the window that has no result yet.</summary>
    private protected abstract long FirstUntold();

    private protected bool IsTold(int row) => states[row] == Told;

    private protected void Release(int row) => states[row] = Free;

    private protected static void Expect<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidDataException($"The checkpoint has another {what}: expected {expected}, found {actual}.");
        }
    }

    /// <summary>Draws the genome of one individual of the first generation.</summary>
    private protected void SampleInitial(int index, int count, Span<double> genome, ReadOnlySpan<int> strata)
    {
        if (index < Options.InitialPoints.Count)
        {
            Space.Encode(Options.InitialPoints[index], genome);
            Space.Canonicalise(genome);
            return;
        }

        var random = new CounterRandom(Seed, 0, index, RandomPurpose.Initialise);
        ReadOnlySpan<double> lower = Space.SearchLower, upper = Space.SearchUpper;
        for (int i = 0; i < genome.Length; i++)
        {
            double u = random.NextDouble();
            if (!strata.IsEmpty)
            {
                u = (strata[(i * count) + index] + u) / count;
            }

            double step = Space.Variables[i].Step;
            // Half a step beyond both ends gives the end points of a grid the same share as the others.
            genome[i] = step > 0 && !Space.Variables[i].IsLogarithmic
                ? lower[i] - (step / 2) + (u * (upper[i] - lower[i] + step))
                : lower[i] + (u * (upper[i] - lower[i]));
        }

        Space.Canonicalise(genome);
    }

    /// <summary>The slices of a Latin hypercube, [variable × individual]; empty for uniform sampling.</summary>
    private protected int[] CreateStrata(int count)
    {
        if (Options.Sampling != InitialSampling.LatinHypercube)
        {
            return [];
        }

        int[] strata = new int[Space.Count * count];
        for (int i = 0; i < Space.Count; i++)
        {
            var random = new CounterRandom(Seed, -1, i, RandomPurpose.Initialise);
            random.Permute(strata.AsSpan(i * count, count));
        }

        return strata;
    }

    private double Violation(Population rows, int row)
    {
        Span<double> constraints = rows.Constraint(row);
        if (Space.LinearConstraints.Count > 0)
        {
            Space.Decode(rows.Genome(row), values);
            for (int i = 0; i < Space.LinearConstraints.Count; i++)
            {
                constraints[Problem.ConstraintCount + i] = Space.LinearConstraints[i].Violation(values);
            }
        }

        double sum = 0;
        foreach (double g in constraints)
        {
            sum += Math.Max(g, 0);
        }

        return sum;
    }

    private void UpdateBest(Population rows, int row, long id)
    {
        double violation = rows.Violations[row], objective = rows.F[row * Problem.ObjectiveCount];
        // The order of comparison makes the best of a set the same for any order of arrival.
        if (bestId < 0 || violation < bestViolation || (violation == bestViolation && (objective < bestObjectives[0] || (objective == bestObjectives[0] && id < bestId))))
        {
            bestId = id;
            bestViolation = violation;
            rows.Genome(row).CopyTo(bestGenome);
            rows.Objective(row).CopyTo(bestObjectives);
            rows.Constraint(row).CopyTo(bestConstraints);
        }
    }

    private double[] Decoded(ReadOnlySpan<double> genome)
    {
        double[] x = new double[Space.Count];
        Space.Decode(genome, x);
        return x;
    }

    private void CheckOutstanding(long id)
    {
        if (id < 0 || id >= NextId || !IsInWindow(id) || states[RowOf(id)] != Asked)
        {
            throw new ArgumentException($"Individual {id} is not outstanding.", nameof(id));
        }
    }

    private protected abstract bool IsInWindow(long id);

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
