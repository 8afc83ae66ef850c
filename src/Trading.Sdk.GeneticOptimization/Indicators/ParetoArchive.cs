namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Keeps the mutually non-dominated feasible individuals of a whole run, which a population is too small to hold. Beyond
/// its capacity the most crowded ones go. Offered in one order it keeps the same members on any machine. Not thread-safe.
/// </summary>
public sealed class ParetoArchive
{
    private readonly List<Solution> members = [];
    private readonly CrowdingDistance crowding = new();

    /// <summary>Makes an archive.</summary>
    /// <param name="capacity">Members at most, at least 2. Default 5,000.</param>
    public ParetoArchive(int capacity = 5000)
    {
        Range.AtLeast(capacity, 2);
        Capacity = capacity;
    }

    /// <summary>Members at most.</summary>
    public int Capacity { get; }

    /// <summary>The members; for two objectives in order of the first.</summary>
    public IReadOnlyList<Solution> Members => members;

    /// <summary>Offers an individual.</summary>
    /// <returns>True when it was taken.</returns>
    public bool Offer(Solution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        if (!solution.IsFeasible)
        {
            return false;
        }

        double[] f = solution.Objectives;
        if (f.Length == 2)
        {
            return OfferTwo(solution, f);
        }

        foreach (Solution member in members)
        {
            if (NonDominatedSorter.Dominates(member.Objectives, f) || member.Objectives.AsSpan().SequenceEqual(f))
            {
                return false;
            }
        }

        members.RemoveAll(member => NonDominatedSorter.Dominates(f, member.Objectives));
        members.Add(solution);
        Shrink(f.Length);
        return true;
    }

    private bool OfferTwo(Solution solution, double[] f)
    {
        int low = 0, high = members.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (members[middle].Objectives[0] < f[0])
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if ((low > 0 && members[low - 1].Objectives[1] <= f[1]) || (low < members.Count && members[low].Objectives[0] == f[0] && members[low].Objectives[1] <= f[1]))
        {
            return false;
        }

        int end = low;
        while (end < members.Count && members[end].Objectives[1] >= f[1])
        {
            end++;
        }

        members.RemoveRange(low, end - low);
        members.Insert(low, solution);
        Shrink(2);
        return true;
    }

    /// <summary>Cuts back in steps, so that the cost of pruning is spread over many offers.</summary>
    private void Shrink(int objectives)
    {
        if (members.Count <= Capacity + (Capacity / 4))
        {
            return;
        }

        double[] f = [.. members.SelectMany(m => m.Objectives)];
        int[] rows = [.. Enumerable.Range(0, members.Count)];
        double[] distances = new double[members.Count];
        crowding.Prune(f, objectives, rows, Capacity, distances);
        Solution[] kept = [.. rows.Take(Capacity).Order().Select(i => members[i])];
        members.Clear();
        members.AddRange(kept);
    }
}
