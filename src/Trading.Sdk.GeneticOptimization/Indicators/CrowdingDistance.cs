namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The crowding distance of Deb, Pratap, Agarwal, Meyarivan (2002), "A fast and elitist multiobjective genetic algorithm:
/// NSGA-II", IEEE TEC 6(2): inside each front, the sum over objectives of (next − previous) / span; the extremes of every
/// objective get positive infinity, an objective whose span is 0 adds nothing. The object owns its scratch memory: not for
/// two threads at once.
/// </summary>
public sealed class CrowdingDistance
{
    private double[] keys = [];
    private double[] values = [];
    private double[] inverseSpans = [];
    private int[] order = [];
    private int[] previous = [];
    private int[] next = [];
    private int[] heap = [];
    private int[] place = [];

    /// <summary>Computes the distances of all points, front by front.</summary>
    /// <param name="objectives">Row-major [points × objectives] without NaN.</param>
    /// <param name="objectiveCount">Number of objectives.</param>
    /// <param name="ranks">Rank of each point.</param>
    /// <param name="distances">Receives one distance a point.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Compute(ReadOnlySpan<double> objectives, int objectiveCount, ReadOnlySpan<int> ranks, Span<double> distances)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objectiveCount, 1);
        int count = ranks.Length;
        if (objectives.Length != count * objectiveCount || distances.Length < count)
        {
            throw new ArgumentException($"{objectives.Length} values are no {count} rows of {objectiveCount} objectives.", nameof(objectives));
        }

        int[] members = new int[count];
        int fronts = 0;
        foreach (int rank in ranks)
        {
            fronts = Math.Max(fronts, rank + 1);
        }

        for (int front = 0; front < fronts; front++)
        {
            int size = 0;
            for (int i = 0; i < count; i++)
            {
                if (ranks[i] == front)
                {
                    members[size++] = i;
                }
            }

            ComputeFront(objectives, objectiveCount, members.AsSpan(0, size), distances);
        }
    }

    /// <summary>Distances of one front, written at the places of its members.</summary>
    internal void ComputeFront(ReadOnlySpan<double> f, int m, ReadOnlySpan<int> members, Span<double> distances)
    {
        int n = members.Length;
        Grow(n, m);
        foreach (int i in members)
        {
            distances[i] = 0;
        }

        for (int k = 0; k < m; k++)
        {
            SortBy(f, m, k, members);
            double span = keys[n - 1] - keys[0];
            distances[members[order[0]]] = double.PositiveInfinity;
            distances[members[order[n - 1]]] = double.PositiveInfinity;
            if (!(span > 0))
            {
                continue;
            }

            for (int j = 1; j < n - 1; j++)
            {
                distances[members[order[j]]] += (keys[j + 1] - keys[j - 1]) / span;
            }
        }
    }

    /// <summary>
    /// Keeps <paramref name="keep"/> members of a front by taking away the most crowded one at a time and updating its
    /// neighbours (Kukkonen, Deb 2006, "Improved pruning of non-dominated solutions based on crowding distance"): the
    /// kept ones stand first in <paramref name="members"/>, in their former order. O(m·n log n).
    /// </summary>
    internal void Prune(ReadOnlySpan<double> f, int m, Span<int> members, int keep, Span<double> distances)
    {
        int n = members.Length;
        Grow(n, m);
        Span<double> d = values.AsSpan(0, n);
        d.Clear();
        for (int k = 0; k < m; k++)
        {
            SortBy(f, m, k, members);
            double span = keys[n - 1] - keys[0];
            inverseSpans[k] = span > 0 ? 1 / span : 0;
            for (int j = 0; j < n; j++)
            {
                int i = order[j];
                previous[(k * n) + i] = j == 0 ? -1 : order[j - 1];
                next[(k * n) + i] = j == n - 1 ? -1 : order[j + 1];
                d[i] += j == 0 || j == n - 1 ? double.PositiveInfinity : (keys[j + 1] - keys[j - 1]) * inverseSpans[k];
            }
        }

        for (int i = 0; i < n; i++)
        {
            heap[i] = i;
            place[i] = i;
        }

        for (int i = (n / 2) - 1; i >= 0; i--)
        {
            SiftDown(i, n);
        }

        int size = n;
        while (size > keep)
        {
            int gone = heap[0];
            Swap(0, --size);
            SiftDown(0, size);
            place[gone] = -1;
            for (int k = 0; k < m; k++)
            {
                int before = previous[(k * n) + gone], after = next[(k * n) + gone];
                if (before >= 0)
                {
                    next[(k * n) + before] = after;
                    Update(f, m, n, before, members, size);
                }

                if (after >= 0)
                {
                    previous[(k * n) + after] = before;
                    Update(f, m, n, after, members, size);
                }
            }
        }

        int kept = 0;
        for (int i = 0; i < n; i++)
        {
            if (place[i] >= 0)
            {
                int member = members[i];
                distances[member] = values[i];
                members[i] = members[kept];
                members[kept++] = member;
            }
        }
    }

    /// <summary>Orders the members of a front by falling distance.</summary>
    internal void Cut(Span<int> members, ReadOnlySpan<double> distances)
    {
        Span<double> sorted = keys.AsSpan(0, members.Length);
        for (int i = 0; i < members.Length; i++)
        {
            sorted[i] = -distances[members[i]];
        }

        sorted.Sort(members);
    }

    /// <summary>Takes the memory for fronts of up to so many members at once.</summary>
    internal void Reserve(int members, int objectives) => Grow(members, objectives);

    private void Grow(int n, int m)
    {
        if (keys.Length < n || inverseSpans.Length < m || previous.Length < n * m)
        {
            keys = new double[n];
            values = new double[n];
            inverseSpans = new double[m];
            order = new int[n];
            previous = new int[n * m];
            next = new int[n * m];
            heap = new int[n];
            place = new int[n];
        }
    }

    private void SortBy(ReadOnlySpan<double> f, int m, int objective, ReadOnlySpan<int> members)
    {
        for (int j = 0; j < members.Length; j++)
        {
            keys[j] = f[(members[j] * m) + objective];
            order[j] = j;
        }

        keys.AsSpan(0, members.Length).Sort(order.AsSpan(0, members.Length));
    }

    private void Update(ReadOnlySpan<double> f, int m, int n, int i, ReadOnlySpan<int> members, int size)
    {
        double d = 0;
        for (int k = 0; k < m; k++)
        {
            int before = previous[(k * n) + i], after = next[(k * n) + i];
            d += before < 0 || after < 0 ? double.PositiveInfinity : (f[(members[after] * m) + k] - f[(members[before] * m) + k]) * inverseSpans[k];
        }

        // Removing a neighbour only widens the gap, so the key only grows.
        values[i] = d;
        SiftDown(place[i], size);
    }

    private bool Less(int a, int b) => values[a] < values[b] || (values[a] == values[b] && a < b);

    private void Swap(int a, int b)
    {
        (heap[a], heap[b]) = (heap[b], heap[a]);
        place[heap[a]] = a;
        place[heap[b]] = b;
    }

    private void SiftDown(int root, int size)
    {
        while (true)
        {
            int child = (2 * root) + 1;
            if (child >= size)
            {
                return;
            }

            if (child + 1 < size && Less(heap[child + 1], heap[child]))
            {
                child++;
            }

            if (!Less(heap[child], heap[root]))
            {
                return;
            }

            Swap(root, child);
            root = child;
        }
    }
}
