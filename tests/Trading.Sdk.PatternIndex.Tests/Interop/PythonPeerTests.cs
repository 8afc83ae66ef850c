using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>Files written here are opened by python3-faiss and python3-hnswlib, which must find the same.</summary>
[Trait("Category", "Interop")]
public sealed class PythonPeerTests : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Installed = new(StringComparer.Ordinal);

    private readonly string _folder = Directory.CreateTempSubdirectory("peer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("flat", VectorMetric.SquaredL2)]
    [InlineData("flat", VectorMetric.InnerProduct)]
    [InlineData("flat", VectorMetric.L1)]
    [InlineData("flat-ids", VectorMetric.SquaredL2)]
    [InlineData("hnsw", VectorMetric.SquaredL2)]
    [InlineData("hnsw-ids", VectorMetric.InnerProduct)]
    [InlineData("ivf", VectorMetric.SquaredL2)]
    [InlineData("sq8", VectorMetric.SquaredL2)]
    [InlineData("sq8u", VectorMetric.SquaredL2)]
    [InlineData("sq4", VectorMetric.SquaredL2)]
    [InlineData("half", VectorMetric.SquaredL2)]
    [InlineData("hnsw", VectorMetric.L1)]
    [InlineData("ivf", VectorMetric.InnerProduct)]
    [InlineData("ivf-ids", VectorMetric.SquaredL2)]
    [InlineData("sq8", VectorMetric.InnerProduct)]
    [InlineData("sq8-rerank", VectorMetric.SquaredL2)]
    [InlineData("sq4-ids", VectorMetric.SquaredL2)]
    [InlineData("half-ids", VectorMetric.InnerProduct)]
    [InlineData("flat-ids", VectorMetric.Cosine)]
    [InlineData("hnsw", VectorMetric.Cosine)]
    [InlineData("flat-removed", VectorMetric.L1)]
    [InlineData("hnsw-removed", VectorMetric.SquaredL2)]
    [InlineData("ivf-removed", VectorMetric.SquaredL2)]
    [InlineData("sq8-removed", VectorMetric.SquaredL2)]
    [InlineData("hnsw-equal", VectorMetric.SquaredL2)]
    [InlineData("flat-few", VectorMetric.SquaredL2)]
    [InlineData("hnsw-few", VectorMetric.InnerProduct)]
    [InlineData("hnsw-empty", VectorMetric.SquaredL2)]
    [InlineData("ivf-empty", VectorMetric.SquaredL2)]
    public void FaissFile_WrittenHere_GivesFaissTheSameResults(string kind, VectorMetric metric)
    {
        Require("faiss");
        (IVectorIndex index, float[][] queries) = Make(kind, metric);
        string path = Path.Combine(_folder, "index.faiss");
        FaissFile.Write(index, path);
        const string Script = """
            import faiss, numpy, json, sys
            index = faiss.read_index(sys.argv[1])
            queries = numpy.array(json.load(open(sys.argv[2])), dtype='float32')
            if sys.argv[3] == 'Cosine': faiss.normalize_L2(queries)
            core = index
            while hasattr(core, 'index'): core = faiss.downcast_index(core.index)
            core = faiss.downcast_index(core)
            if hasattr(core, 'hnsw'): core.hnsw.efSearch = 128
            distances, ids = index.search(queries, 10)
            print(json.dumps({'ids': ids.tolist(), 'distances': distances.tolist()}))
            """;
        bool greaterIsNearer = metric is VectorMetric.InnerProduct or VectorMetric.Cosine;
        Compare(index, queries, Run(Script, path, queries, metric.ToString()), greaterIsNearer ? -1 : 1, metric == VectorMetric.Cosine ? 1 : 0);
    }

    [Theory]
    [InlineData("hnsw-ids", VectorMetric.SquaredL2, "l2")]
    [InlineData("hnsw-ids", VectorMetric.Cosine, "cosine")]
    [InlineData("hnsw-ids", VectorMetric.InnerProduct, "ip")]
    [InlineData("hnsw-removed", VectorMetric.SquaredL2, "l2")]
    [InlineData("hnsw-equal", VectorMetric.SquaredL2, "l2")]
    public void HnswlibFile_WrittenHere_GivesHnswlibTheSameResults(string kind, VectorMetric metric, string space)
    {
        Require("hnswlib");
        (IVectorIndex index, float[][] queries) = Make(kind, metric);
        string path = Path.Combine(_folder, "index.hnswlib");
        HnswlibFile.Write((HnswIndex)index, path);
        string script = $$"""
            import hnswlib, numpy, json, sys
            queries = numpy.array(json.load(open(sys.argv[2])), dtype='float32')
            index = hnswlib.Index(space='{{space}}', dim=queries.shape[1])
            index.load_index(sys.argv[1])
            index.set_ef(128)
            ids, distances = index.knn_query(queries, k=10)
            print(json.dumps({'ids': ids.astype('int64').tolist(), 'distances': distances.tolist()}))
            """;
        Compare(index, queries, Run(script, path, queries, space), 1, metric == VectorMetric.InnerProduct ? -1 : 0);
    }

    private static (IVectorIndex Index, float[][] Queries) Make(string kind, VectorMetric metric)
    {
        float[][] vectors = BruteForce.Clustered(5, 2_000, 16);
        float[] rows = vectors.SelectMany(v => v).ToArray();
        string[] words = kind.Split('-');
        (string type, string variant) = (words[0], words.ElementAtOrDefault(1) ?? "");
        IVectorIndex index = type switch
        {
            "flat" => new FlatIndex(16, metric),
            "hnsw" => new HnswIndex(16, metric),
            "ivf" => IvfFlatIndex.Train(16, metric, rows, new IvfOptions { ListCount = 10, ProbeCount = 3 }),
            _ => QuantizedIndex.Train(16, metric, rows, new QuantizedOptions
            {
                RerankFactor = variant == "rerank" ? 4 : 0,
                Quantization = type switch { "sq8" => ScalarQuantization.EightBit, "sq8u" => ScalarQuantization.EightBitUniform, "sq4" => ScalarQuantization.FourBit, _ => ScalarQuantization.Half },
            }),
        };
        int count = variant switch { "empty" => 0, "few" => 4, _ => vectors.Length };
        for (int i = 0; i < count; i++)
        {
            index.Add(variant == "ids" ? (i * 7) + 5 : i, vectors[variant == "equal" ? i / 5 : i]);
        }

        for (int i = 0; i < count && variant == "removed"; i += 3)
        {
            Assert.True(index.Remove(i));
        }

        return (index, BruteForce.Clustered(6, 20, 16));
    }

    private static void Compare(IVectorIndex index, float[][] queries, JsonElement answer, float sign, float offset)
    {
        int same = 0, all = 0;
        for (int q = 0; q < queries.Length; q++)
        {
            Neighbor[] hits = new Neighbor[10];
            int count = index.Search(queries[q], hits, new SearchParameters { Ef = 128 }).Count;
            Assert.Equal(answer.GetProperty("ids")[q].EnumerateArray().Count(id => id.GetInt64() >= 0), count);
            all += count;
            for (int i = 0; i < count; i++)
            {
                float stated = (answer.GetProperty("distances")[q][i].GetSingle() * sign) + offset;
                bool equal = Math.Abs(stated - hits[i].Distance) <= 1e-4f * (1 + Math.Abs(stated));
                same += equal ? 1 : 0;
                Assert.True(equal || index is HnswIndex, $"query {q} hit {i}: {hits[i]} here, {stated} there");
            }
        }

        Assert.True(same >= 0.95 * all, $"{same} of {all} equal");
    }

    private static void Require(string module)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not installed");
        Assert.SkipUnless(Installed.GetOrAdd(module, IsInstalled), $"python3-{module} is not installed");
    }

    private static bool IsInstalled(string module)
    {
        using Process process = Start(["-c", $"import {module}"]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // Waiting threads of OpenBLAS spin and take the cores from the tests.
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private JsonElement Run(string script, string path, float[][] queries, string metric)
    {
        string asked = Path.Combine(_folder, "queries.json"), program = Path.Combine(_folder, "peer.py");
        File.WriteAllText(asked, JsonSerializer.Serialize(queries));
        File.WriteAllText(program, script);
        using Process process = Start([program, path, asked, metric]);
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}
