using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Testing;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>What every index promises, against the brute-force model.</summary>
public abstract class VectorIndexContract
{
    public static TheoryData<VectorMetric, int> Shapes { get; } = new()
    {
        { VectorMetric.SquaredL2, 1 }, { VectorMetric.SquaredL2, 7 }, { VectorMetric.SquaredL2, 32 }, { VectorMetric.SquaredL2, 130 },
        { VectorMetric.L1, 16 }, { VectorMetric.L1, 33 }, { VectorMetric.InnerProduct, 3 }, { VectorMetric.InnerProduct, 48 },
        { VectorMetric.Cosine, 20 }, { VectorMetric.Correlation, 32 },
    };

    /// <summary>How long eight threads add, replace, remove and search at the least; they go on until the counts are reached too.</summary>
    protected virtual int ConcurrentSeconds => TestEffort.Count(3, 60);

    private static int ConcurrentSearches => TestEffort.Count(500, 20_000);

    private static int ConcurrentChanges => TestEffort.Count(500, 20_000);

    protected abstract IVectorIndex Make(int dimension, VectorMetric metric);

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Category", "InstructionSets")]
    public void Search_Exact_EqualsBruteForce(VectorMetric metric, int dimension)
    {
        var random = new Random(dimension);
        IVectorIndex index = Make(dimension, metric);
        var model = new BruteForce(dimension, metric);
        for (int i = 0; i < 300; i++)
        {
            float[] vector = BruteForce.Vector(random, dimension);
            long id = i % 3 == 0 ? i * 1_000_003L : i;
            index.Add(id, vector);
            model.Vectors.Add(id, vector);
        }

        // Few hits are kept in a sorted row, many in a heap.
        foreach (int k in new[] { 25, 250, 299 })
        {
            Neighbor[] hits = new Neighbor[k], batch = new Neighbor[3 * k];
            for (int q = 0; q < 8; q++)
            {
                float[] query = BruteForce.Vector(random, dimension);
                SearchOutcome outcome = index.Search(query, hits, new SearchParameters { Exact = true });
                Assert.Equal(k, outcome.Count);
                Assert.True(outcome.Exhaustive);
                AssertSame(model.Search(query), hits);
                index.SearchBatch([.. query, .. query, .. query], k, batch, parameters: new SearchParameters { Exact = true });
                Assert.Equal([.. hits, .. hits, .. hits], batch);
            }
        }
    }

    [Fact]
    public void Operations_AnySequence_AgreeWithTheModel()
    {
        Gen<(int Kind, int Id, int Seed)> operation =
            from kind in Gen.Choose(0, 9)
            from id in Gen.Choose(0, 40)
            from seed in Gen.Choose(0, 15)
            select (kind, id, seed);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Gen.ListOf(operation, 300).ToArbitrary(), operations =>
        {
            IVectorIndex index = Make(4, VectorMetric.SquaredL2);
            var model = new BruteForce(4, VectorMetric.SquaredL2);
            Neighbor[] hits = new Neighbor[8];
            foreach ((int kind, int id, int seed) in operations)
            {
                // Few seeds: bit-equal vectors under several ids are common.
                float[] vector = BruteForce.Vector(new Random(seed), 4);
                switch (kind)
                {
                    case 0 or 1 or 2:
                        if (model.Vectors.ContainsKey(id))
                        {
                            Assert.Throws<ArgumentException>(() => index.Add(id, vector));
                        }
                        else
                        {
                            index.Add(id, vector);
                            model.Vectors.Add(id, vector);
                        }

                        break;
                    case 3 or 4:
                        Assert.Equal(model.Vectors.ContainsKey(id), index.Upsert(id, vector));
                        model.Vectors[id] = vector;
                        break;
                    case 5 or 6 or 7:
                        Assert.Equal(model.Vectors.Remove(id), index.Remove(id));
                        break;
                    case 8:
                        (index as HnswIndex)?.UnlinkRemoved();
                        break;
                    default:
                        (index as HnswIndex)?.Compact();
                        break;
                }

                Assert.Equal(model.Vectors.Count, index.Count);
                Assert.Equal(model.Vectors.ContainsKey(id), index.Contains(id));
                SearchOutcome outcome = index.Search(vector, hits);
                AssertSame(model.Search(vector), hits.AsSpan(0, outcome.Count), Math.Min(8, model.Vectors.Count));
                outcome = index.Search(vector, hits, new SearchParameters { Filter = IdFilter.From(i => i % 2 == 0) });
                AssertSame(model.Search(vector, i => i % 2 == 0), hits.AsSpan(0, outcome.Count), Math.Min(8, model.Vectors.Keys.Count(i => i % 2 == 0)));
            }

            return true;
        }));
    }

    [Fact]
    public void SearchRange_AnyRadius_ReturnsExactlyWhatLiesWithin()
    {
        IVectorIndex index = Make(6, VectorMetric.SquaredL2);
        var model = new BruteForce(6, VectorMetric.SquaredL2);
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            model.Vectors[i] = BruteForce.Vector(random, 6);
            index.Add(i, model.Vectors[i]);
        }

        float[] query = BruteForce.Vector(random, 6);
        List<Neighbor> expected = model.Search(query);
        float radius = (expected[99].Distance + expected[100].Distance) / 2;
        var hits = new List<Neighbor>();
        SearchOutcome outcome = index.SearchRange(query, radius, hits);
        Assert.True(outcome.Exhaustive);
        AssertSame(expected.Take(100).ToList(), hits.ToArray(), 100);
        hits.Clear();
        index.SearchRange(query, radius, hits, IdFilter.From(i => i < 250));
        Assert.Equal(expected.Take(100).Count(e => e.Id < 250), hits.Count);
    }

    [Fact]
    public void SearchBatch_AnyNumberOfQueries_EqualsSingleSearches()
    {
        IVectorIndex index = Make(19, VectorMetric.SquaredL2);
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            index.Add(i, BruteForce.Vector(random, 19));
        }

        foreach (int rows in new[] { 0, 1, 3, 4, 70 })
        {
            float[] queries = Enumerable.Range(0, rows).SelectMany(_ => BruteForce.Vector(random, 19)).ToArray();
            Neighbor[] batch = new Neighbor[rows * 10], single = new Neighbor[10];
            SearchOutcome[] outcomes = new SearchOutcome[rows];
            index.SearchBatch(queries, 10, batch, outcomes);
            for (int row = 0; row < rows; row++)
            {
                Assert.Equal(index.Search(queries.AsSpan(row * 19, 19), single).Count, outcomes[row].Count);
                Assert.Equal(single, batch.AsSpan(row * 10, 10).ToArray());
            }
        }
    }

    [Fact]
    public void SearchBatch_FewerVectorsThanAsked_EndsRowsWithMissingIds()
    {
        IVectorIndex index = Make(2, VectorMetric.SquaredL2);
        index.Add(7, [1, 1]);
        Neighbor[] hits = new Neighbor[6];
        index.SearchBatch([0, 0, 1, 1], 3, hits);
        Assert.Equal([7, -1, -1, 7, -1, -1], hits.Select(h => h.Id));
    }

    [Fact]
    public void Search_EqualDistances_OrdersByIdWhateverTheOrderOfAdding()
    {
        IVectorIndex index = Make(2, VectorMetric.SquaredL2);
        foreach (long id in new long[] { 9, 3, 77, 1, 5 })
        {
            index.Add(id, [1, 0]);
            index.Add(id + 1000, [-1, 0]);
        }

        Neighbor[] hits = new Neighbor[7];
        index.Search([0, 0], hits);
        Assert.Equal([1, 3, 5, 9, 77, 1001, 1003], hits.Select(h => h.Id));
    }

    [Fact]
    public void Search_AfterWarmUp_AllocatesNothing()
    {
        IVectorIndex index = Make(32, VectorMetric.SquaredL2);
        var random = new Random(2);
        for (int i = 0; i < 3_000; i++)
        {
            index.Add(i, BruteForce.Vector(random, 32));
        }

        float[] query = BruteForce.Vector(random, 32);
        Neighbor[] hits = new Neighbor[10];
        var evens = new IdBitmap(3_000);
        for (int i = 0; i < 3_000; i += 2)
        {
            evens.Add(i);
        }

        AllocationGuard.ShouldNotAllocate(() => index.Search(query, hits));
        AllocationGuard.ShouldNotAllocate(() => index.Search(query, hits, new SearchParameters { Filter = evens }));
        AllocationGuard.ShouldNotAllocate(() => index.SearchBatch(query, 10, hits));
    }

    [Fact]
    public void Arguments_OutOfRange_AreNamed()
    {
        IVectorIndex index = Make(3, VectorMetric.SquaredL2);
        Assert.Equal("vector", Assert.Throws<ArgumentException>(() => index.Add(1, [1, 2])).ParamName);
        Assert.Equal("vector", Assert.Throws<ArgumentException>(() => index.Add(1, [1, 2, float.NaN])).ParamName);
        Assert.Equal("vector", Assert.Throws<ArgumentException>(() => index.Upsert(1, [1, 2, float.PositiveInfinity])).ParamName);
        Assert.Equal("query", Assert.Throws<ArgumentException>(() => index.Search([1, 2, 3, 4], new Neighbor[1])).ParamName);
        Assert.Equal("id", Assert.Throws<ArgumentOutOfRangeException>(() => index.Add(-1, [1, 2, 3])).ParamName);
        Assert.Equal("results", Assert.Throws<ArgumentException>(() => index.SearchBatch([1, 2, 3], 4, new Neighbor[3])).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => index.TryGetVector(1, new float[2])).ParamName);
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void TryGetVector_HeldAndNot_CopiesOrSaysSo()
    {
        IVectorIndex index = Make(3, VectorMetric.SquaredL2);
        index.Add(4, [1, 2, 3]);
        float[] copy = new float[3];
        Assert.True(index.TryGetVector(4, copy));
        Assert.Equal([1, 2, 3], copy);
        Assert.False(index.TryGetVector(5, copy));
    }

    [Fact]
    public async Task Search_WhileOthersAddReplaceAndRemove_NeverTearsAndFindsSurvivors()
    {
        const int Dimension = 16, Permanent = 2_000;
        IVectorIndex index = Make(Dimension, VectorMetric.SquaredL2);
        float[][] vectors = BruteForce.Clustered(11, Permanent, Dimension);
        for (int i = 0; i < Permanent; i++)
        {
            index.Add(i, vectors[i]);
        }

        TimeSpan time = TimeSpan.FromSeconds(ConcurrentSeconds);
        long start = TimeProvider.System.GetTimestamp();
        long found = 0, asked = 0, torn = 0, changed = 0;
        bool failed = false;

        // How much happens in a second is the machine's affair: the work ends when both time and counts are reached, or
        // when a thread failed and would never reach its share.
        bool Going() => !Volatile.Read(ref failed) &&
            (Volatile.Read(ref asked) < ConcurrentSearches || Volatile.Read(ref changed) < ConcurrentChanges || TimeProvider.System.GetElapsedTime(start) < time);

        // Each thread owns a range of changing ids. A changing vector is its id's number in every component, so that a
        // distance to a mixture of two vectors is none that any vector has.
        void Write(int thread)
        {
            var random = new Random(thread);
            float[] vector = new float[Dimension];
            while (Going())
            {
                long id = Permanent + (thread * 1000) + random.Next(300);
                switch (random.Next(3))
                {
                    case 0:
                        index.Remove(id);
                        break;
                    default:
                        Array.Fill(vector, 100 + random.Next(50));
                        index.Upsert(id, vector);
                        break;
                }

                Interlocked.Increment(ref changed);
            }
        }

        void Read(int thread)
        {
            var random = new Random(thread);
            Neighbor[] hits = new Neighbor[10];
            float[] far = new float[Dimension];
            while (Going())
            {
                int target = random.Next(Permanent);
                SearchOutcome outcome = index.Search(vectors[target], hits);
                Interlocked.Increment(ref asked);
                if (outcome.Count > 0 && hits[0].Distance == 0 && hits.AsSpan(0, outcome.Count).ToArray().Any(h => h.Id == target))
                {
                    Interlocked.Increment(ref found);
                }

                Array.Fill(far, 125);
                outcome = index.Search(far, hits);
                var seen = new HashSet<long>();
                for (int i = 0; i < outcome.Count; i++)
                {
                    double component = Math.Sqrt(hits[i].Distance / Dimension);
                    bool whole = hits[i].Id < Permanent || Math.Abs(component - Math.Round(component)) < 1e-3;
                    if (!whole || !seen.Add(hits[i].Id) || (i > 0 && hits[i] < hits[i - 1]))
                    {
                        Interlocked.Increment(ref torn);
                    }
                }
            }
        }

        Task[] tasks = Enumerable.Range(0, 8).Select(t => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    if (t % 2 == 0)
                    {
                        Write(t);
                    }
                    else
                    {
                        Read(t);
                    }
                }
                catch
                {
                    Volatile.Write(ref failed, true);
                    throw;
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        await Task.WhenAll(tasks);
        Assert.Equal(0, torn);
        Assert.True(asked >= ConcurrentSearches && changed >= ConcurrentChanges);
        Assert.True(found >= 0.95 * asked, $"{found} of {asked} survivors found");
    }

    internal static void AssertSame(List<Neighbor> expected, ReadOnlySpan<Neighbor> actual, int? count = null)
    {
        if (count is { } wanted)
        {
            Assert.Equal(wanted, actual.Length);
        }

        var ids = new HashSet<long>();
        for (int i = 0; i < actual.Length; i++)
        {
            float tolerance = 1e-5f * (1 + Math.Abs(expected[i].Distance));
            Assert.True(Math.Abs(expected[i].Distance - actual[i].Distance) <= tolerance, $"hit {i}: {actual[i]} instead of {expected[i]}");
            Assert.True(ids.Add(actual[i].Id), $"id {actual[i].Id} twice");

            // Distances that differ by rounding only may swap; the id must then be among those at this distance.
            long id = actual[i].Id;
            float distance = actual[i].Distance;
            Assert.Contains(expected, e => e.Id == id && Math.Abs(e.Distance - distance) <= tolerance);
            Assert.True(i == 0 || actual[i - 1] <= actual[i]);
        }
    }
}
