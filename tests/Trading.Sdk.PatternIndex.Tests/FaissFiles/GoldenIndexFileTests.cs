using System.Text.Json;

namespace Trading.Sdk.PatternIndex.Tests;

public class GoldenIndexFileTests
{
    public static TheoryData<string> Good { get; } = new(Names("*.json"));

    public static TheoryData<string> Bad { get; } = new(Names("bad_*"));

    [Theory]
    [MemberData(nameof(Good))]
    public void Read_GoldenFile_GivesTheStatedResults(string name)
    {
        Case golden = Load(name);
        AssertResults(golden, ReadIndex(golden));
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Write_ReadIndex_GivesTheSameResultsAfterAnotherRead(string name)
    {
        Case golden = Load(name);
        using IndexHolder index = new(ReadIndex(golden));
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");
        try
        {
            if (golden.Kind == "hnswlib")
            {
                HnswlibFile.Write((HnswIndex)index.Index, path);
                AssertResults(golden, HnswlibFile.Read(path, golden.Metric));
            }
            else if (golden.Kind is "IndexPQ" or "IndexIVFPQ" or "IndexIVFScalarQuantizer" or "IndexPreTransform")
            {
                Assert.Throws<NotSupportedException>(() => FaissFile.Write(index.Index, path));
                Assert.False(File.Exists(path));
            }
            else
            {
                FaissFile.Write(index.Index, path);
                AssertResults(golden, FaissFile.Read(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_BadFile_IsRefusedWithoutALargeAllocation(string name)
    {
        string path = Path.Combine(SharedFolder.Require("golden/faiss"), name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        IndexFormatException e = Assert.Throws<IndexFormatException>(() => FaissFile.Read(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryByteFlippedOrCut_IsRefusedOrReadsWithoutHarm()
    {
        string folder = SharedFolder.Require("golden/faiss");
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");
        var random = new Random(1);
        int refused = 0, read = 0;
        try
        {
            foreach (string file in Directory.GetFiles(folder).Where(f => f.EndsWith(".faiss", StringComparison.Ordinal) || f.EndsWith(".hnswlib", StringComparison.Ordinal)))
            {
                byte[] bytes = File.ReadAllBytes(file);
                for (int trial = 0; trial < TestEffort.Count(60, 5_000) && bytes.Length > 0; trial++)
                {
                    byte[] damaged = bytes.ToArray();

                    // Counts and links sit in front of the vectors: half of the damage goes to the first bytes.
                    int at = random.Next(random.Next(2) == 0 ? Math.Min(200, bytes.Length) : bytes.Length);
                    if (random.Next(3) == 0)
                    {
                        damaged = damaged[..at];
                    }
                    else
                    {
                        damaged[at] = (byte)random.Next(256);
                    }

                    File.WriteAllBytes(path, damaged);
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    try
                    {
                        IVectorIndex index = file.EndsWith(".faiss", StringComparison.Ordinal) ? FaissFile.Read(path) : HnswlibFile.Read(path);
                        index.Search(new float[index.Dimension], new Neighbor[5]);
                        read++;
                    }
                    catch (IndexFormatException)
                    {
                        refused++;
                    }

                    Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} refused, {read} read");
        Assert.True(refused > 100 && read > 100);
    }

    private static string[] Names(string pattern) => SharedFolder.Root is { } root
        ? Directory.GetFiles(Path.Combine(root, "golden", "faiss"), pattern).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToArray()
        : ["absent"];

    private static Case Load(string name)
    {
        string path = Path.Combine(SharedFolder.Require("golden/faiss"), name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement root = document.RootElement;
        string kind = root.GetProperty("kind").GetString()!;
        string metric = root.TryGetProperty("metric", out JsonElement m) ? m.GetString()! : root.GetProperty("space").GetString()!;
        int Parameter(string field) => (root.TryGetProperty("params", out JsonElement p) && p.TryGetProperty(field, out JsonElement v)) || root.TryGetProperty(field, out v) ? v.GetInt32() : 0;
        return new Case(
            Path.ChangeExtension(path, kind == "hnswlib" ? ".hnswlib" : ".faiss"),
            kind,
            metric switch { "L2" or "l2" => VectorMetric.SquaredL2, "L1" => VectorMetric.L1, "cosine" => VectorMetric.Cosine, _ => VectorMetric.InnerProduct },
            root.GetProperty("k").GetInt32(),
            new SearchParameters { Ef = Math.Max(Parameter("efSearch"), Parameter("ef")), ProbeCount = Parameter("nprobe") },
            root.GetProperty("queries").Deserialize<float[][]>()!,
            root.GetProperty("ids").Deserialize<long[][]>()!,
            root.GetProperty("distances").Deserialize<float?[][]>()!,
            root.TryGetProperty("deleted", out JsonElement deleted) ? deleted.Deserialize<long[]>()! : []);
    }

    private static IVectorIndex ReadIndex(Case golden)
    {
        if (golden.Kind != "hnswlib")
        {
            return FaissFile.Read(golden.File);
        }

        return HnswlibFile.Read(golden.File, golden.Metric);
    }

    private static void AssertResults(Case golden, IVectorIndex index)
    {
        bool graph = golden.Kind == "hnswlib" || index is HnswIndex;
        int right = 0, all = 0;
        for (int q = 0; q < golden.Queries.Length; q++)
        {
            Neighbor[] hits = new Neighbor[golden.K];
            SearchOutcome outcome = index.Search(golden.Queries[q], hits, golden.Parameters);
            long[] ids = golden.Ids[q].Where(id => id >= 0).ToArray();
            Assert.Equal(ids.Length, outcome.Count);
            float sign = golden.Metric == VectorMetric.InnerProduct ? -1 : 1;
            for (int i = 0; i < ids.Length; i++)
            {
                float stated = golden.Distances[q][i]!.Value * sign, slack = 1e-4f * Math.Max(1, Math.Abs(stated));
                Assert.DoesNotContain(hits[i].Id, golden.Deleted);
                all++;
                right += ids.Contains(hits[i].Id) ? 1 : 0;
                if (!graph)
                {
                    Assert.True(Math.Abs(hits[i].Distance - stated) <= slack, $"query {q} hit {i}: {hits[i].Distance} instead of {stated}");
                    bool tie = Enumerable.Range(0, ids.Length).Any(j => ids[j] == hits[i].Id && Math.Abs((golden.Distances[q][j]!.Value * sign) - stated) <= slack);
                    bool lastTie = Math.Abs(stated - (golden.Distances[q][ids.Length - 1]!.Value * sign)) <= slack;
                    Assert.True(tie || lastTie, $"query {q} hit {i}: id {hits[i].Id} is not stated at this distance");
                }
            }
        }

        Assert.True(right >= 0.95 * all || !graph, $"recall {right} of {all}");
    }

    private sealed record Case(string File, string Kind, VectorMetric Metric, int K, SearchParameters Parameters, float[][] Queries, long[][] Ids, float?[][] Distances, long[] Deleted);

    private sealed record IndexHolder(IVectorIndex Index) : IDisposable
    {
        public void Dispose() => (Index as IDisposable)?.Dispose();
    }
}
