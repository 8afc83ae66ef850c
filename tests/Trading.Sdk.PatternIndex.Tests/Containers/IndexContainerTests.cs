namespace Trading.Sdk.PatternIndex.Tests;

public sealed class IndexContainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsx").FullName;

    public static TheoryData<string> Kinds { get; } = ["flat", "hnsw", "ivf", "sq8", "sq8-rerank", "half"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_SavedIndex_GivesTheSameResultsAndCanBeChanged(string kind)
    {
        float[][] vectors = BruteForce.Clustered(2, 6_000, 24);
        IVectorIndex index = Make(kind, vectors);
        index.Remove(17);
        index.Upsert(18, vectors[40]);
        string path = Path.Combine(_folder, "index.tsx");
        IndexContainer.Save(index, path);
        IVectorIndex loaded = IndexContainer.Load(path);
        Assert.Equal(index.Count, loaded.Count);
        AssertSameResults(index, loaded, vectors);
        Assert.False(loaded.Contains(17));

        for (int i = 0; i < 500; i++)
        {
            loaded.Upsert(10_000 + i, vectors[i].Select(v => v + 0.01f).ToArray());
            loaded.Remove(1_000 + i);
        }

        Neighbor[] hits = new Neighbor[5];
        SearchOutcome outcome = loaded.Search(vectors[3].Select(v => v + 0.01f).ToArray(), hits, new SearchParameters { Exact = true });
        Assert.Contains(hits[..outcome.Count], h => h.Id == 10_003);

        // The file is what it was: changes stay in memory.
        AssertSameResults(index, IndexContainer.Load(path), vectors);
        IndexContainer.Save(loaded, path);
        Assert.Equal(loaded.Count, IndexContainer.Load(path).Count);
        Assert.NotEmpty(IndexContainer.Inspect(path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_DamagedFile_IsRefused(string kind)
    {
        string path = Path.Combine(_folder, "index.tsx"), broken = Path.Combine(_folder, "broken.tsx");
        IndexContainer.Save(Make(kind, BruteForce.Clustered(3, 300, 8)), path);
        byte[] bytes = File.ReadAllBytes(path);
        var random = new Random(4);
        int refused = 0, harmless = 0;
        for (int trial = 0; trial < TestEffort.Count(60, 5_000); trial++)
        {
            byte[] damaged = bytes.ToArray();
            int at = random.Next(damaged.Length);
            if (trial % 4 == 0)
            {
                damaged = damaged[..at];
            }
            else
            {
                damaged[at] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(broken, damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                IndexContainer.Load(broken);
                harmless++;
            }
            catch (IndexFormatException e)
            {
                Assert.Contains("broken.tsx", e.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 5_000_000);
        }

        // Padding between sections is all that may change unnoticed.
        Assert.True(refused > harmless / 4, $"{refused} refused, {harmless} harmless");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_ForgedFileWithRightChecksums_IsRefusedOrDoesNoHarm(string kind)
    {
        string path = Path.Combine(_folder, "index.tsx"), forged = Path.Combine(_folder, "forged.tsx");
        float[][] vectors = BruteForce.Clustered(3, 300, 8);
        IndexContainer.Save(Make(kind, vectors), path);
        byte[] bytes = File.ReadAllBytes(path);
        int[] values = [-1, int.MinValue, int.MaxValue, 0, 1, 31, 33, 255, 300, 1 << 20, 0x700];
        var random = new Random(8);
        int refused = 0;
        for (int trial = 0; trial < TestEffort.Count(300, 20_000); trial++)
        {
            byte[] changed = bytes.ToArray();
            (int offset, int length) = ForgedContainer.Section(changed, random);
            for (int i = 0; i < 1 + random.Next(3) && length >= 4; i++)
            {
                BitConverter.TryWriteBytes(changed.AsSpan(offset + (random.Next(length / 4) * 4)), values[random.Next(values.Length)]);
            }

            ForgedContainer.Sign(changed);
            File.WriteAllBytes(forged, changed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                IVectorIndex index = IndexContainer.Load(forged);

                // A dimension within the same padding may have been forged too.
                float[] vector = [.. vectors[trial % 300].Concat(new float[8]).Take(index.Dimension)];
                index.Search(vector, new Neighbor[10]);
                index.Upsert(trial % 300, vector);
                index.Remove(7);
            }
            catch (IndexFormatException e)
            {
                Assert.Contains("forged.tsx", e.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
        }

        Assert.True(refused > 20, $"only {refused} were refused");
    }

    [Fact]
    public void Save_MappedGraph_GivesTheSameFileAndGoesOnWithAdditions()
    {
        float[][] vectors = BruteForce.Clustered(7, 400, 6);
        string first = Path.Combine(_folder, "first.tsx"), second = Path.Combine(_folder, "second.tsx");
        IndexContainer.Save(Make("hnsw", vectors), first);
        IndexContainer.Save(IndexContainer.Load(first), second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));

        // Enough new nodes for lists on upper layers beside the mapped ones.
        var grown = (HnswIndex)IndexContainer.Load(first);
        for (int i = 0; i < 400; i++)
        {
            grown.Add(1_000 + i, vectors[i].Select(v => v + 5).ToArray());
        }

        IndexContainer.Save(grown, second);
        AssertSameResults(grown, IndexContainer.Load(second), vectors);
        Assert.Equal(800, IndexContainer.Load(second).Count);
    }

    [Fact]
    public void Load_RepeatedVectors_KeepsAllIds()
    {
        using var index = new HnswIndex(4);
        for (int i = 0; i < 300; i++)
        {
            index.Add(i, [i % 10, 1, 2, 3]);
        }

        string path = Path.Combine(_folder, "index.tsx");
        IndexContainer.Save(index, path);
        var loaded = (HnswIndex)IndexContainer.Load(path);
        Assert.Equal(300, loaded.Count);
        Assert.Equal(10, loaded.NodeCount);
        Neighbor[] hits = new Neighbor[30];
        loaded.Search([3, 1, 2, 3], hits);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (i * 10L) + 3), hits.Select(h => h.Id));

        // Changes go on from what the file gave, and into the next file.
        for (int i = 0; i < 300; i++)
        {
            if (i % 10 == 3 ? i % 20 == 3 : i % 10 == 4)
            {
                Assert.True(loaded.Remove(i));
            }
        }

        loaded.Add(1_000, [3, 1, 2, 3]);
        loaded.Add(1_001, [4, 1, 2, 3]);
        for (int pass = 0; pass < 2; pass++)
        {
            Assert.Equal(16, loaded.Search([3, 1, 2, 3], hits.AsSpan(0, 16)).Count);
            Assert.Equal([.. Enumerable.Range(0, 15).Select(i => (i * 20L) + 13), 1_000], hits[..16].Select(h => h.Id));
            Assert.Equal(1, loaded.Search([4, 1, 2, 3], hits.AsSpan(0, 1)).Count);
            Assert.Equal(1_001, hits[0].Id);
            Assert.Equal(257, loaded.Count);
            IndexContainer.Save(loaded, path);
            loaded = (HnswIndex)IndexContainer.Load(path);
        }
    }

    [Fact]
    public void DurableIndex_ClosedWithoutSnapshot_HasEverythingAcknowledged()
    {
        string folder = Path.Combine(_folder, "durable");
        var random = new Random(1);
        var model = new BruteForce(6, VectorMetric.SquaredL2);
        for (int session = 0; session < 4; session++)
        {
            using DurableIndex index = DurableIndex.Open(folder, () => new HnswIndex(6), new DurableIndexOptions { Fsync = Journal.FsyncPolicy.None });
            Assert.Equal(model.Vectors.Count, index.Count);
            for (int i = 0; i < 200; i++)
            {
                long id = random.Next(300);
                if (random.Next(3) == 0)
                {
                    Assert.Equal(model.Vectors.Remove(id), index.Remove(id));
                }
                else
                {
                    model.Vectors[id] = BruteForce.Vector(random, 6);
                    index.Upsert(id, model.Vectors[id]);
                }
            }

            Assert.Throws<ArgumentException>(() => index.Upsert(1, [float.NaN, 0, 0, 0, 0, 0]));
            Neighbor[] hits = new Neighbor[10];
            float[] query = BruteForce.Vector(random, 6);
            SearchOutcome outcome = index.Search(query, hits, new SearchParameters { Exact = true });
            VectorIndexContract.AssertSame(model.Search(query), hits.AsSpan(0, outcome.Count));
            if (session == 1)
            {
                index.TakeSnapshot();
                Assert.Single(Directory.GetFiles(folder, "*.tsx"));
            }
        }
    }

    [Fact]
    public void DurableIndex_Batch_IsThereAfterReopeningOrRefusedAsAWhole()
    {
        string folder = Path.Combine(_folder, "batch");
        float[][] vectors = BruteForce.Clustered(4, 500, 5);
        using (DurableIndex index = DurableIndex.Open(folder, () => new HnswIndex(5)))
        {
            index.Add(3, new float[5]);
            index.UpsertBatch(Enumerable.Range(0, 500).Select(i => (long)i).ToArray(), vectors.SelectMany(v => v).ToArray());
            Assert.Throws<ArgumentException>(() => index.UpsertBatch([1, 2], [1, 2, 3]));
            Assert.Throws<ArgumentOutOfRangeException>(() => index.UpsertBatch([900, -1], new float[10]));
            Assert.Throws<ArgumentException>(() => index.UpsertBatch([900, 901], [0, 0, 0, 0, 0, 0, 0, float.NaN, 0, 0]));
            Assert.False(index.Contains(900));
        }

        using DurableIndex again = DurableIndex.Open(folder, () => new HnswIndex(5));
        Assert.Equal(500, again.Count);
        float[] copy = new float[5];
        Assert.All(Enumerable.Range(0, 500), i => Assert.True(again.TryGetVector(i, copy) && copy.AsSpan().SequenceEqual(vectors[i])));
    }

    [Fact]
    public void DurableIndex_LastChangeTornAsByACrash_KeepsTheOnesBefore()
    {
        string folder = Path.Combine(_folder, "torn");
        using (DurableIndex index = DurableIndex.Open(folder, () => new FlatIndex(2)))
        {
            index.Add(1, [1, 1]);
            index.Add(2, [2, 2]);
        }

        string log = Directory.GetFiles(Path.Combine(folder, "journal")).Order(StringComparer.Ordinal).Last(f => new FileInfo(f).Length > 30);
        using (FileStream file = File.OpenWrite(log))
        {
            file.Seek(0, SeekOrigin.End);
            file.Write([1, 2, 3, 4, 5]);
        }

        using DurableIndex again = DurableIndex.Open(folder, () => new FlatIndex(2));
        Assert.Equal(2, again.Count);
    }

    [Fact]
    public void Crc32C_KnownBytes_HasTheKnownValue()
    {
        Assert.Equal(0xE3069283, Crc32C.Compute("123456789"u8));
        Assert.Equal(0x8A9136AA, Crc32C.Compute(new byte[32]));
    }

    private static IVectorIndex Make(string kind, float[][] vectors)
    {
        int dimension = vectors[0].Length;
        float[] rows = vectors.SelectMany(v => v).ToArray();
        IVectorIndex index = kind switch
        {
            "flat" => new FlatIndex(dimension),
            "hnsw" => new HnswIndex(dimension),
            "ivf" => IvfFlatIndex.Train(dimension, VectorMetric.SquaredL2, rows, new IvfOptions { ListCount = 16 }),
            "sq8" => QuantizedIndex.Train(dimension, VectorMetric.SquaredL2, rows),
            "sq8-rerank" => QuantizedIndex.Train(dimension, VectorMetric.SquaredL2, rows, new QuantizedOptions { RerankFactor = 4, ListCount = 8 }),
            _ => QuantizedIndex.Train(dimension, VectorMetric.SquaredL2, rows, new QuantizedOptions { Quantization = ScalarQuantization.Half }),
        };
        for (int i = 0; i < vectors.Length; i++)
        {
            index.Add(i, vectors[i]);
        }

        return index;
    }

    private static void AssertSameResults(IVectorIndex one, IVectorIndex two, float[][] queries)
    {
        Neighbor[] a = new Neighbor[10], b = new Neighbor[10];
        foreach (float[] query in queries.Take(50))
        {
            Assert.Equal(one.Search(query, a).Count, two.Search(query, b).Count);
            Assert.Equal(a, b);
        }
    }
}
