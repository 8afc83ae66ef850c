namespace Trading.Sdk.Statistics;

/// <summary>
/// Divisions of time-ordered observations into training and test without leakage. An observation is a label that is decided over the
/// closed interval [start, end] of bars; labels that need no later bar have end = start.
/// </summary>
/// <remarks>Source: M. López de Prado (2018), Advances in Financial Machine Learning, chapters 7 and 12.</remarks>
public static class TimeSeriesSplits
{
    /// <summary>Windows that train on the past and test on what follows.</summary>
    /// <param name="observations">Number of observations in time order, at least 0.</param>
    /// <param name="options">Window lengths; the last window is dropped when its test part would be incomplete.</param>
    /// <returns>The windows, oldest first; none when the first does not fit.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range.</exception>
    public static IReadOnlyList<TrainTestSplit> WalkForward(int observations, WalkForwardOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(observations);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var splits = new List<TrainTestSplit>();
        for (long shift = 0; shift + options.TrainLength + options.Gap + options.TestLength <= observations; shift += options.Step ?? options.TestLength)
        {
            int from = (int)shift, trainEnd = from + options.TrainLength;
            splits.Add(new TrainTestSplit([splits.Count], Range(options.Anchored ? 0 : from, trainEnd), Range(trainEnd + options.Gap, trainEnd + options.Gap + options.TestLength)));
        }

        return splits;
    }

    /// <summary>k-fold with purging and embargo: each fold is held out once, and training keeps nothing that saw it.</summary>
    /// <param name="start">First bar of each label; ascending.</param>
    /// <param name="end">Last bar of each label, not before its start.</param>
    /// <param name="folds">Number of contiguous folds of equal size (the first ones one larger), 2 … number of labels.</param>
    /// <param name="embargoBars">After each test block, labels that start within so many bars behind the block's last bar are left out too; at least 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, starts are not ascending or a label ends before it starts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <remarks>Purge: a training label goes when its closed interval overlaps that of any test label. Embargo: labels with e &lt; start ≤ e+embargo go, e the block's last bar.</remarks>
    public static IReadOnlyList<TrainTestSplit> PurgedKFold(ReadOnlySpan<long> start, ReadOnlySpan<long> end, int folds, long embargoBars = 0) =>
        CombinatorialPurged(start, end, folds, 1, embargoBars);

    /// <summary>Combinatorial purged cross-validation (CPCV): every set of test groups is held out once, in lexicographic order.</summary>
    /// <param name="start">First bar of each label; ascending.</param>
    /// <param name="end">Last bar of each label, not before its start.</param>
    /// <param name="groups">Number of contiguous groups of equal size (the first ones one larger), 2 … number of labels.</param>
    /// <param name="testGroups">How many are held out at a time, 1 … groups−1.</param>
    /// <param name="embargoBars">As in <see cref="PurgedKFold"/>, behind each block of adjacent test groups; test groups that are apart are separate blocks.</param>
    /// <exception cref="ArgumentException">The lengths differ, starts are not ascending or a label ends before it starts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range, or there would be more than 1,000,000 splits.</exception>
    public static IReadOnlyList<TrainTestSplit> CombinatorialPurged(ReadOnlySpan<long> start, ReadOnlySpan<long> end, int groups, int testGroups, long embargoBars = 0)
    {
        int n = start.Length;
        Demand.SameLength(end.Length, n, nameof(end));
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groups, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(testGroups, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(testGroups, groups);
        ArgumentOutOfRangeException.ThrowIfNegative(embargoBars);
        if (Combinations.Count(groups, testGroups) > 1_000_000)
        {
            throw new ArgumentOutOfRangeException(nameof(groups), groups, "There would be more than 1,000,000 splits.");
        }

        for (int i = 0; i < n; i++)
        {
            if (end[i] < start[i] || (i > 0 && start[i] < start[i - 1]))
            {
                throw new ArgumentException($"Label {i} covers [{start[i]}, {end[i]}]: starts must ascend and no label may end before it starts.", nameof(end));
            }
        }

        int[] bounds = new int[groups + 1];
        for (int g = 0; g < groups; g++)
        {
            bounds[g + 1] = bounds[g] + n / groups + (g < n % groups ? 1 : 0);
        }

        var splits = new List<TrainTestSplit>();
        foreach (int[] held in Combinations.All(groups, testGroups))
        {
            splits.Add(Hold(start, end, bounds, held, embargoBars));
        }

        return splits;
    }

    /// <summary>How many complete backtest paths CPCV gives: C(groups, testGroups)·testGroups/groups.</summary>
    /// <param name="groups">Number of groups, at least 2.</param>
    /// <param name="testGroups">Groups held out at a time, 1 … groups−1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    public static long PathCount(int groups, int testGroups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(testGroups, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(testGroups, groups);
        return Combinations.Count(groups - 1, testGroups - 1);
    }

    /// <summary>Tells which split tests each group on each path: element [path, group] is the number of the split (in the order of <see cref="CombinatorialPurged"/>).</summary>
    /// <param name="groups">Number of groups, at least 2.</param>
    /// <param name="testGroups">Groups held out at a time, 1 … groups−1.</param>
    /// <returns>Row-major [paths × groups]; path p takes the p-th split that holds the group out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    public static int[] Paths(int groups, int testGroups)
    {
        int paths = checked((int)PathCount(groups, testGroups)), split = 0;
        int[] map = new int[checked(paths * groups)];
        int[] next = new int[groups];
        foreach (int[] held in Combinations.All(groups, testGroups))
        {
            foreach (int group in held)
            {
                map[next[group]++ * groups + group] = split;
            }

            split++;
        }

        return map;
    }

    private static TrainTestSplit Hold(ReadOnlySpan<long> start, ReadOnlySpan<long> end, int[] bounds, int[] held, long embargoBars)
    {
        int n = start.Length;
        bool[] leave = new bool[n];
        var test = new List<int>();
        for (int b = 0; b < held.Length;)
        {
            int last = b;
            while (last + 1 < held.Length && held[last + 1] == held[last] + 1)
            {
                last++;
            }

            int first = bounds[held[b]], beyond = bounds[held[last] + 1];
            long blockEnd = long.MinValue;
            for (int i = first; i < beyond; i++)
            {
                test.Add(i);
                leave[i] = true;
                blockEnd = Math.Max(blockEnd, end[i]);
            }

            Purge(start, end, first, beyond, blockEnd, embargoBars, leave);
            b = last + 1;
        }

        var train = new List<int>(n - test.Count);
        for (int i = 0; i < n; i++)
        {
            if (!leave[i])
            {
                train.Add(i);
            }
        }

        return new TrainTestSplit(held, [.. train], [.. test]);
    }

    private static void Purge(ReadOnlySpan<long> start, ReadOnlySpan<long> end, int first, int beyond, long blockEnd, long embargoBars, bool[] leave)
    {
        // Labels before the block start no later than the block does, so each overlaps some test label exactly when it reaches the
        // block's first start. Labels after it start no earlier than all test labels: they overlap when they start by the block's last end.
        for (int i = 0; i < first; i++)
        {
            leave[i] |= end[i] >= start[first];
        }

        long limit = embargoBars > long.MaxValue - Math.Max(0, blockEnd) ? long.MaxValue : blockEnd + embargoBars;
        for (int i = beyond; i < start.Length && start[i] <= limit; i++)
        {
            leave[i] = true;
        }
    }

    private static int[] Range(int from, int beyond)
    {
        int[] range = new int[beyond - from];
        for (int i = 0; i < range.Length; i++)
        {
            range[i] = from + i;
        }

        return range;
    }
}
