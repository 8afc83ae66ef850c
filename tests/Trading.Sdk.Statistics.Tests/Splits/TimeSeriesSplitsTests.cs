using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class TimeSeriesSplitsTests
{
    [Fact]
    public void WalkForward_RollingWindows_TestEveryLaterObservationOnce()
    {
        IReadOnlyList<TrainTestSplit> splits = TimeSeriesSplits.WalkForward(23, new WalkForwardOptions { TrainLength = 10, TestLength = 4, Gap = 1 });
        Assert.Equal(3, splits.Count);
        Assert.Equal(Enumerable.Range(11, 12), splits.SelectMany(s => s.Test));
        Assert.Equal(Enumerable.Range(4, 10), splits[1].Train);
    }

    [Fact]
    public void WalkForward_Anchored_TrainsFromTheFirstObservation() => Assert.All(
        TimeSeriesSplits.WalkForward(50, new WalkForwardOptions { TrainLength = 10, TestLength = 5, Step = 3, Anchored = true, Gap = 2 }),
        s => Assert.True(s.Train[0] == 0 && s.Train[^1] == s.Test[0] - 3));

    [Fact]
    public void WalkForward_TooFewObservations_GivesNoWindow() =>
        Assert.Empty(TimeSeriesSplits.WalkForward(12, new WalkForwardOptions { TrainLength = 10, TestLength = 3 }));

    [Fact]
    public void CombinatorialPurged_RandomLabels_EqualsBruteForce() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int n = random.NextInt32(12, 60), groups = random.NextInt32(2, 8), held = random.NextInt32(1, groups), embargo = random.NextInt32(0, 6);
        long[] start = new long[n], end = new long[n];
        for (int i = 0; i < n; i++)
        {
            start[i] = (i == 0 ? -5 : start[i - 1]) + random.NextInt32(0, 4);
            end[i] = start[i] + random.NextInt32(0, 12);
        }

        var splits = TimeSeriesSplits.CombinatorialPurged(start, end, groups, held, embargo);
        foreach (TrainTestSplit split in splits)
        {
            var test = split.Test.ToHashSet();
            for (int i = 0; i < n; i++)
            {
                bool overlaps = split.Test.Any(t => start[i] <= end[t] && end[i] >= start[t]);

                // A block is a run of adjacent test labels; only labels behind it are under its embargo.
                bool embargoed = false;
                for (int t = 0; t < split.Test.Length; t++)
                {
                    if (t + 1 == split.Test.Length || split.Test[t + 1] != split.Test[t] + 1)
                    {
                        int first = t;
                        while (first > 0 && split.Test[first - 1] == split.Test[first] - 1)
                        {
                            first--;
                        }

                        long last = Enumerable.Range(split.Test[first], split.Test[t] - split.Test[first] + 1).Max(q => end[q]);
                        embargoed |= last < start[i] && start[i] <= last + embargo;
                    }
                }

                if (split.Train.Contains(i) != (!test.Contains(i) && !overlaps && !embargoed))
                {
                    return false;
                }
            }
        }

        return splits.Select(s => string.Join(',', s.TestGroups)).Distinct().Count() == splits.Count;
    }));

    [Theory]
    [InlineData(6, 2, 5)]
    [InlineData(10, 3, 36)]
    [InlineData(5, 1, 1)]
    public void Paths_EveryPath_TestsEachGroupOnceByASplitThatHoldsIt(int groups, int held, int paths)
    {
        Assert.Equal(paths, TimeSeriesSplits.PathCount(groups, held));
        int[] map = TimeSeriesSplits.Paths(groups, held);
        long[] bars = [.. Enumerable.Range(0, groups).Select(i => (long)i)];
        IReadOnlyList<TrainTestSplit> splits = TimeSeriesSplits.CombinatorialPurged(bars, bars, groups, held);
        var used = new HashSet<(int Group, int Split)>();
        for (int p = 0; p < paths; p++)
        {
            for (int g = 0; g < groups; g++)
            {
                Assert.Contains(g, splits[map[p * groups + g]].TestGroups);
                Assert.True(used.Add((g, map[p * groups + g])));
            }
        }

        Assert.Equal(splits.Count * held, used.Count);
    }

    [Fact]
    public void Splits_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("end", () => TimeSeriesSplits.PurgedKFold([0, 1, 2], [0, 0, 2], 2));
        Assert.Throws<ArgumentException>("end", () => TimeSeriesSplits.PurgedKFold([0, 2, 1], [3, 3, 3], 2));
        Assert.Throws<ArgumentException>("end", () => TimeSeriesSplits.PurgedKFold([0, 1], [0], 2));
        Assert.Throws<ArgumentOutOfRangeException>("groups", () => TimeSeriesSplits.PurgedKFold([0, 1], [0, 1], 3));
        Assert.Throws<ArgumentOutOfRangeException>("testGroups", () => TimeSeriesSplits.CombinatorialPurged([0, 1, 2], [0, 1, 2], 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>("TestLength", () => TimeSeriesSplits.WalkForward(5, new WalkForwardOptions { TrainLength = 1, TestLength = 0 }));
    }
}
