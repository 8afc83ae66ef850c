namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Ranks rows by non-domination with infeasible ones behind all feasible ones, by violation, and lists the rows front by
/// front. Owns its memory; allocates nothing after the first call.
/// </summary>
internal sealed class FrontOrder(int capacity, int objectiveCount)
{
    private readonly NonDominatedSorter sorter = CreateSorter(capacity);
    private readonly double[] f = new double[capacity * objectiveCount];
    private readonly double[] keys = new double[capacity];
    private readonly int[] feasible = new int[capacity];
    private readonly int[] feasibleRanks = new int[capacity];
    private readonly int[] starts = new int[capacity + 1];

    /// <summary>Rows, best front first; inside a front of two objectives in order of the first.</summary>
    public int[] Order { get; } = new int[capacity];

    /// <summary>Number of fronts of feasible rows.</summary>
    public int FeasibleFronts { get; private set; }

    public int FeasibleCount { get; private set; }

    private static NonDominatedSorter CreateSorter(int capacity)
    {
        var created = new NonDominatedSorter();
        created.Reserve(capacity);
        return created;
    }

    public (int From, int To) Front(int front) => (starts[front], starts[front + 1]);

    public void Rank(int rows, ReadOnlySpan<double> objectives, ReadOnlySpan<double> violations, Span<int> ranks)
    {
        int m = objectiveCount, count = 0, infeasible = 0;
        for (int i = 0; i < rows; i++)
        {
            if (violations[i] > 0)
            {
                keys[infeasible] = violations[i];
                Order[rows - 1 - infeasible] = i;
                infeasible++;
                continue;
            }

            objectives.Slice(i * m, m).CopyTo(f.AsSpan(count * m));
            feasible[count++] = i;
        }

        FeasibleCount = count;
        FeasibleFronts = sorter.Rank(f.AsSpan(0, count * m), m, feasibleRanks);
        Array.Clear(starts, 0, FeasibleFronts + 1);
        for (int i = 0; i < count; i++)
        {
            starts[feasibleRanks[i] + 1]++;
        }

        for (int front = 0; front < FeasibleFronts; front++)
        {
            starts[front + 1] += starts[front];
        }

        for (int k = 0; k < count; k++)
        {
            int local = sorter.Order[k], rank = feasibleRanks[local], row = feasible[local];
            Order[starts[rank]++] = row;
            ranks[row] = rank;
        }

        for (int front = FeasibleFronts; front > 0; front--)
        {
            starts[front] = starts[front - 1];
        }

        starts[0] = 0;
        if (infeasible == 0)
        {
            return;
        }

        Span<int> tail = Order.AsSpan(count, infeasible);
        tail.Reverse();
        keys.AsSpan(0, infeasible).Sort(tail);
        int behind = FeasibleFronts;
        for (int i = 0; i < infeasible; i++)
        {
            if (i > 0 && keys[i] != keys[i - 1])
            {
                behind++;
            }

            ranks[tail[i]] = behind;
        }
    }
}
