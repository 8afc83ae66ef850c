namespace Trading.Sdk.PatternIndex.Tests;

public sealed class HnswIndexTests : VectorIndexContract
{
    [Fact]
    public void Search_ClusteredVectors_ReachesTheRecallOfTheBeam()
    {
        float[][] vectors = BruteForce.Clustered(3, 6_000, 32);
        using HnswIndex index = Fill(vectors, threads: 1);
        Assert.True(Recall(index, vectors, 64) >= 0.97);
        Assert.True(Recall(index, vectors, 200) >= 0.995);
    }

    [Fact]
    public void AddBatch_TwoThreads_KeepsTheRecall()
    {
        float[][] vectors = BruteForce.Clustered(4, 6_000, 24);
        using HnswIndex index = Fill(vectors, threads: 2);
        Assert.Equal(6_000, index.Count);
        Assert.True(Recall(index, vectors, 64) >= 0.97);
    }

    [Fact]
    public void AddBatch_OneThreadTwice_GivesTheSameGraph()
    {
        float[][] vectors = BruteForce.Clustered(5, 3_000, 16);
        using HnswIndex first = Fill(vectors, threads: 1), second = Fill(vectors, threads: 1);
        Neighbor[] a = new Neighbor[10], b = new Neighbor[10];
        var narrow = new SearchParameters { Ef = 10 };
        foreach (float[] query in vectors.Take(200))
        {
            SearchOutcome one = first.Search(query, a, narrow), two = second.Search(query, b, narrow);
            Assert.Equal(one, two);
            Assert.Equal(a, b);
        }
    }

    [Fact]
    public void Remove_HalfOfTheVectors_KeepsTheRecallOfTheOthersAndReusesSlots()
    {
        float[][] vectors = BruteForce.Clustered(6, 6_000, 24);
        using HnswIndex index = Fill(vectors, threads: 1);
        for (int i = 0; i < vectors.Length; i += 2)
        {
            Assert.True(index.Remove(i));
        }

        Assert.Equal(3_000, index.Count);
        Assert.True(Recall(index, vectors, 64, i => i % 2 == 1) >= 0.97);
        long bytes = index.MemoryBytes;
        for (int i = 0; i < 2_000; i += 2)
        {
            index.Add(i, vectors[i]);
        }

        Assert.True(index.MemoryBytes < bytes * 1.1, "slots of removed vectors were not reused");
        Assert.True(Recall(index, vectors, 64, i => i % 2 == 1 || i < 2_000) >= 0.97);
        index.Compact();
        Assert.True(index.MemoryBytes < bytes);
        Assert.True(Recall(index, vectors, 64, i => i % 2 == 1 || i < 2_000) >= 0.97);
    }

    [Fact]
    public void Compact_AfterRemovals_ChangesNoResult()
    {
        float[][] vectors = BruteForce.Clustered(8, 3_000, 16);
        using HnswIndex index = Fill(vectors, threads: 1);
        for (int i = 0; i < 1_000; i++)
        {
            index.Remove(i * 3);
        }

        index.UnlinkRemoved();
        Neighbor[] before = new Neighbor[10], after = new Neighbor[10];
        List<Neighbor[]> all = vectors.Take(100).Select(v =>
        {
            index.Search(v, before);
            return before.ToArray();
        }).ToList();
        index.Compact();
        for (int i = 0; i < all.Count; i++)
        {
            index.Search(vectors[i], after);
            Assert.Equal(all[i], after);
        }
    }

    [Fact]
    public void Add_BitEqualVectors_ShareANodeAndAreAllFound()
    {
        using var index = new HnswIndex(8);
        var random = new Random(1);
        float[] repeated = BruteForce.Vector(random, 8);
        for (int i = 0; i < 2_000; i++)
        {
            index.Add(i, i % 4 == 0 ? repeated : BruteForce.Vector(random, 8));
        }

        Assert.Equal(1_501, index.NodeCount);
        Neighbor[] hits = new Neighbor[500];
        Assert.Equal(500, index.Search(repeated, hits).Count);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => i * 4L), hits.Select(h => h.Id));
        Assert.True(index.Remove(0));
        Assert.Equal(500, index.Search(repeated, hits).Count);
        Assert.Equal(4, hits[0].Id);
    }

    [Fact]
    public void Remove_RepeatedVectors_LeavesTheOthersAndStaysQuick()
    {
        // Flat windows all have the same vector: tens of thousands of ids on one node.
        const int Ids = 30_000;
        using var index = new HnswIndex(4);
        for (int i = 0; i < Ids; i++)
        {
            index.Add(i, [0, 0, 0, 0]);
        }

        Assert.Equal(1, index.NodeCount);
        for (int i = 0; i < Ids; i++)
        {
            if (i % 3 != 1)
            {
                Assert.True(index.Remove(i));
            }
        }

        Neighbor[] hits = new Neighbor[Ids];
        Assert.Equal(Ids / 3, index.Search([1, 0, 0, 0], hits).Count);
        Assert.Equal(Enumerable.Range(0, Ids / 3).Select(i => (i * 3L) + 1), hits[..(Ids / 3)].Select(h => h.Id));
        Assert.Equal(Ids / 3, index.Count);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.7)]
    public void Search_Filtered_ReturnsOnlyMatchesWithRecall(double share)
    {
        float[][] vectors = BruteForce.Clustered(9, 12_000, 16);
        using HnswIndex index = Fill(vectors, threads: 2);
        var random = new Random(4);
        var chosen = new IdBitmap(vectors.Length);
        for (int i = 0; i < vectors.Length; i++)
        {
            if (random.NextDouble() < share)
            {
                chosen.Add(i);
            }
        }

        Assert.True(Recall(index, vectors, 64, i => chosen.Contains(i), chosen) >= 0.97);
        Assert.True(Recall(index, vectors, 64, i => chosen.Contains(i), IdFilter.From(chosen.Contains)) >= 0.97);
    }

    [Fact]
    public void Search_MoreThanHeld_ReturnsAllAndSaysSo()
    {
        float[][] vectors = BruteForce.Clustered(10, 700, 8);
        using HnswIndex index = Fill(vectors, threads: 1);
        Neighbor[] hits = new Neighbor[1_000];
        SearchOutcome outcome = index.Search(vectors[0], hits);
        Assert.Equal(700, outcome.Count);
        Assert.True(outcome.Exhaustive);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.Equal("LinkCount", Assert.Throws<ArgumentOutOfRangeException>(() => new HnswIndex(4, options: new HnswOptions { LinkCount = 1 })).ParamName);
        Assert.Equal("ConstructionEf", Assert.Throws<ArgumentOutOfRangeException>(() => new HnswIndex(4, options: new HnswOptions { ConstructionEf = 8 })).ParamName);
        Assert.Equal("dimension", Assert.Throws<ArgumentOutOfRangeException>(() => new HnswIndex(0)).ParamName);
    }

    protected override int ConcurrentSeconds => TestEffort.Count(10, 60);

    protected override IVectorIndex Make(int dimension, VectorMetric metric) => new HnswIndex(dimension, metric, new HnswOptions { ExpectedCount = 100 });

    private static HnswIndex Fill(float[][] vectors, int threads)
    {
        var index = new HnswIndex(vectors[0].Length);
        index.AddBatch(Enumerable.Range(0, vectors.Length).Select(i => (long)i).ToArray(), vectors.SelectMany(v => v).ToArray(), threads);
        return index;
    }

    private static double Recall(HnswIndex index, float[][] vectors, int ef, Func<long, bool>? held = null, IdFilter? filter = null)
    {
        var exact = new SearchParameters { Exact = true, Filter = filter };
        Neighbor[] hits = new Neighbor[10], truth = new Neighbor[10];
        var random = new Random(77);
        int found = 0;
        for (int q = 0; q < 200; q++)
        {
            float[] query = vectors[random.Next(vectors.Length)].Select(v => v + (float)(random.NextDouble() - 0.5)).ToArray();
            int count = index.Search(query, hits, new SearchParameters { Ef = ef, Filter = filter }).Count;
            index.Search(query, truth, exact);
            Assert.All(hits.Take(count), h => Assert.True(held?.Invoke(h.Id) ?? true));
            found += hits.Take(count).Count(h => h.Distance <= truth[9].Distance);
        }

        return found / 2_000.0;
    }
}
