namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// Ranks points by non-domination: rank 0 holds the points that no other dominates, rank 1 those dominated only by rank
/// 0, and so on; a dominates b when a ≤ b in every objective and &lt; in one. Equal points share a rank. The sorter owns
/// its scratch memory: not for two threads at once, and nothing is allocated once it has seen the largest set.
/// </summary>
/// <remarks>
/// Two objectives: a sweep with binary search over the fronts, O(n log n) (Jensen 2003). More: efficient non-dominated
/// sort with binary search (Zhang, Tian, Cheng, Jin 2015, "An efficient approach to nondominated sorting", ENS-BS).
/// </remarks>
public sealed class NonDominatedSorter
{
    private double[] keys = [];
    private double[] tails = [];
    private int[] order = [];
    private int[] heads = [];
    private int[] next = [];

    /// <summary>Ranks a set of points.</summary>
    /// <param name="objectives">Row-major [points × objectives], minimised, without NaN.</param>
    /// <param name="objectiveCount">Number of objectives, at least 1.</param>
    /// <param name="ranks">Receives one rank a point, from 0.</param>
    /// <returns>Number of fronts.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit or an objective is NaN.</exception>
    public int Rank(ReadOnlySpan<double> objectives, int objectiveCount, Span<int> ranks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objectiveCount, 1);
        int count = objectives.Length / objectiveCount;
        if (count * objectiveCount != objectives.Length || ranks.Length < count)
        {
            throw new ArgumentException($"{objectives.Length} values are no rows of {objectiveCount} objectives with {ranks.Length} ranks.", nameof(objectives));
        }

        Grow(count);
        for (int i = 0; i < count; i++)
        {
            keys[i] = objectives[i * objectiveCount];
            order[i] = i;
        }

        foreach (double value in objectives)
        {
            if (double.IsNaN(value))
            {
                throw new ArgumentException("An objective is NaN.", nameof(objectives));
            }
        }

        keys.AsSpan(0, count).Sort(order.AsSpan(0, count));
        OrderTies(objectives, objectiveCount, count);
        return objectiveCount switch
        {
            1 => RankOne(objectives, count, ranks),
            2 => RankTwo(objectives, count, ranks),
            _ => RankMany(objectives, objectiveCount, count, ranks),
        };
    }

    /// <summary>Ranks a set of points with scratch memory of its own.</summary>
    /// <param name="objectives">Row-major [points × objectives], minimised, without NaN.</param>
    /// <param name="objectiveCount">Number of objectives.</param>
    public static int[] Rank(ReadOnlySpan<double> objectives, int objectiveCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objectiveCount, 1);
        int[] ranks = new int[objectives.Length / objectiveCount];
        new NonDominatedSorter().Rank(objectives, objectiveCount, ranks);
        return ranks;
    }

    /// <summary>True when <paramref name="a"/> is nowhere greater than <paramref name="b"/> and somewhere smaller.</summary>
    public static bool Dominates(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        bool smaller = false;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] > b[i])
            {
                return false;
            }

            smaller |= a[i] < b[i];
        }

        return smaller;
    }

    /// <summary>The order of the last call: lexicographic by objectives.</summary>
    internal ReadOnlySpan<int> Order => order;

    private static int Compare(ReadOnlySpan<double> f, int m, int a, int b)
    {
        for (int k = 0; k < m; k++)
        {
            int c = f[(a * m) + k].CompareTo(f[(b * m) + k]);
            if (c != 0)
            {
                return c;
            }
        }

        return 0;
    }

    /// <summary>Takes the memory for so many points at once.</summary>
    internal void Reserve(int points) => Grow(points);

    private void Grow(int count)
    {
        if (order.Length < count)
        {
            keys = new double[count];
            tails = new double[count];
            order = new int[count];
            heads = new int[count];
            next = new int[count];
        }
    }

    private void OrderTies(ReadOnlySpan<double> f, int m, int count)
    {
        if (m == 1)
        {
            return;
        }

        int start = 0;
        for (int k = 1; k <= count; k++)
        {
            if (k < count && keys[k] == keys[start])
            {
                continue;
            }

            if (k - start > 1)
            {
                SortRun(f, m, start, k);
            }

            start = k;
        }
    }

    private void SortRun(ReadOnlySpan<double> f, int m, int from, int to)
    {
        // A heap sort: runs of equal first objectives may hold the whole set, and a comparer delegate would allocate.
        Span<int> run = order.AsSpan(from, to - from);
        int n = run.Length;
        for (int i = (n / 2) - 1; i >= 0; i--)
        {
            Sift(f, m, run, i, n);
        }

        for (int end = n - 1; end > 0; end--)
        {
            (run[0], run[end]) = (run[end], run[0]);
            Sift(f, m, run, 0, end);
        }
    }

    private static void Sift(ReadOnlySpan<double> f, int m, Span<int> run, int root, int n)
    {
        while (true)
        {
            int child = (2 * root) + 1;
            if (child >= n)
            {
                return;
            }

            if (child + 1 < n && Before(f, m, run[child], run[child + 1]))
            {
                child++;
            }

            if (!Before(f, m, run[root], run[child]))
            {
                return;
            }

            (run[root], run[child]) = (run[child], run[root]);
            root = child;
        }
    }

    private static bool Before(ReadOnlySpan<double> f, int m, int a, int b)
    {
        int c = Compare(f, m, a, b);
        return c < 0 || (c == 0 && a < b);
    }

    private int RankOne(ReadOnlySpan<double> f, int count, Span<int> ranks)
    {
        int rank = 0;
        for (int k = 0; k < count; k++)
        {
            if (k > 0 && f[order[k]] != f[order[k - 1]])
            {
                rank++;
            }

            ranks[order[k]] = rank;
        }

        return count == 0 ? 0 : rank + 1;
    }

    private int RankTwo(ReadOnlySpan<double> f, int count, Span<int> ranks)
    {
        int fronts = 0;
        for (int k = 0; k < count; k++)
        {
            int i = order[k];
            double y = f[(2 * i) + 1];
            if (k > 0 && f[2 * i] == f[2 * order[k - 1]] && y == f[(2 * order[k - 1]) + 1])
            {
                ranks[i] = ranks[order[k - 1]];
                continue;
            }

            int low = 0, high = fronts;
            while (low < high)
            {
                int middle = (low + high) >> 1;
                if (tails[middle] > y)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }

            if (low == fronts)
            {
                fronts++;
            }

            tails[low] = y;
            ranks[i] = low;
        }

        return fronts;
    }

    private int RankMany(ReadOnlySpan<double> f, int m, int count, Span<int> ranks)
    {
        int fronts = 0;
        for (int k = 0; k < count; k++)
        {
            int i = order[k];
            if (k > 0 && Compare(f, m, i, order[k - 1]) == 0)
            {
                ranks[i] = ranks[order[k - 1]];
                continue;
            }

            ReadOnlySpan<double> point = f.Slice(i * m, m);
            int low = 0, high = fronts;
            while (low < high)
            {
                int middle = (low + high) >> 1;
                if (IsDominatedInFront(f, m, point, heads[middle]))
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            if (low == fronts)
            {
                heads[fronts++] = -1;
            }

            next[i] = heads[low];
            heads[low] = i;
            ranks[i] = low;
        }

        return fronts;
    }

    private bool IsDominatedInFront(ReadOnlySpan<double> f, int m, ReadOnlySpan<double> point, int head)
    {
        // Members come lexicographically earlier, so the first objective needs no comparison.
        for (int j = head; j >= 0; j = next[j])
        {
            ReadOnlySpan<double> other = f.Slice(j * m, m);
            int k = 1;
            while (k < m && other[k] <= point[k])
            {
                k++;
            }

            if (k == m)
            {
                return true;
            }
        }

        return false;
    }
}
