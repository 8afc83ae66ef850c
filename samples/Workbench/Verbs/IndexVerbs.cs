using System.CommandLine;
using System.Text.Json.Nodes;
using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench index …</c>: builds, searches, inspects and converts vector indexes.</summary>
internal static class IndexVerbs
{
    private static readonly string[] Types = ["flat", "hnsw", "ivf", "auto"];

    public static Command Create() => new("index", "Vector indexes: own (.tsx), faiss (.faiss) and hnswlib (.hnswlib) files.")
    {
        Build(),
        Search(),
        Info(),
        Verify(),
        Convert(),
        Bench(),
    };

    /// <summary>Opens an index by the extension of its file, or by how it begins when the extension is another.</summary>
    internal static IVectorIndex Open(FileInfo file, VectorMetric metric) => file.Extension switch
    {
        ".tsx" => IndexContainer.Load(file.FullName),
        ".faiss" => FaissFile.Read(file.FullName),
        ".hnswlib" => HnswlibFile.Read(file.FullName, metric),
        _ when IndexContainer.IsContainer(file.FullName) => IndexContainer.Load(file.FullName),
        _ when BeginsLikeHnswlib(file) => HnswlibFile.Read(file.FullName, metric),
        _ => FaissFile.Read(file.FullName),
    };

    /// <summary>hnswlib files begin with an offset that is always zero, faiss files with four letters.</summary>
    private static bool BeginsLikeHnswlib(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        byte[] head = new byte[8];
        return stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8 && BitConverter.ToInt64(head) == 0;
    }

    private static void Save(IVectorIndex index, FileInfo file)
    {
        switch (file.Extension)
        {
            case ".tsx":
                IndexContainer.Save(index, file.FullName);
                break;
            case ".faiss":
                FaissFile.Write(index, file.FullName);
                break;
            case ".hnswlib" when index is HnswIndex hnsw:
                HnswlibFile.Write(hnsw, file.FullName);
                break;
            case ".hnswlib":
                throw new UsageException("Only an hnsw index can be written as .hnswlib.");
            default:
                throw new UsageException($"{file.Name}: an index file ends with .tsx, .faiss or .hnswlib.");
        }
    }

    private static Option<string> MetricOption() => new("--metric") { DefaultValueFactory = _ => "l2", Description = "l2, l1, ip, cosine or correlation." };

    private static VectorMetric Metric(string name) => name switch
    {
        "l2" => VectorMetric.SquaredL2,
        "l1" => VectorMetric.L1,
        "ip" => VectorMetric.InnerProduct,
        "cosine" => VectorMetric.Cosine,
        "correlation" => VectorMetric.Correlation,
        _ => throw new UsageException($"Unknown metric '{name}': l2, l1, ip, cosine or correlation."),
    };

    private static double Now() => TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency;

    private static Command Build()
    {
        var vectors = new Option<FileInfo>("--vectors") { Required = true, Description = "Rows to index, .fvecs or .bvecs (.gz); ids count from 0." };
        var type = new Option<string>("--type") { DefaultValueFactory = _ => "auto", Description = "flat, hnsw, ivf or auto." };
        Option<string> metric = MetricOption();
        var m = new Option<int>("--m") { DefaultValueFactory = _ => 16, Description = "Links of a node (hnsw)." };
        var construction = new Option<int>("--ef-construction") { DefaultValueFactory = _ => 200, Description = "Beam while building (hnsw)." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1, Description = "Threads that build (hnsw)." };
        var lists = new Option<int>("--lists") { Description = "Lists (ivf); 0 takes the square root of the number of rows." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Index file, .tsx, .faiss or .hnswlib." };
        return Verb.Create("build", "Builds an index from vectors.", [vectors, type, metric, m, construction, threads, lists, output], parsed =>
        {
            string kind = parsed.GetValue(type)!;
            if (!Types.Contains(kind))
            {
                throw new UsageException($"Unknown type '{kind}': flat, hnsw, ivf or auto.");
            }

            if (!IsShape(parsed.GetValue(m), parsed.GetValue(construction), parsed.GetValue(threads)) || parsed.GetValue(lists) is < 0 or > 1_000_000)
            {
                throw new UsageException("--m is 2 … 256, --ef-construction --m … 100,000, --threads 1 … 256, --lists 0 … 1,000,000.");
            }

            FileInfo file = parsed.GetValue(output)!;
            if (file.Extension is not (".tsx" or ".faiss" or ".hnswlib"))
            {
                throw new UsageException($"{file.Name}: an index file ends with .tsx, .faiss or .hnswlib.");
            }

            if (file.Extension == ".hnswlib" && kind is "flat" or "ivf")
            {
                throw new UsageException("Only an hnsw index can be written as .hnswlib.");
            }

            VectorMetric how = Metric(parsed.GetValue(metric)!);
            if (how == VectorMetric.L1 && (file.Extension == ".hnswlib" || (file.Extension == ".faiss" && kind == "ivf")))
            {
                throw new UsageException($"L1 is not written as {(file.Extension == ".faiss" ? "an ivf index of " : "")}{file.Extension}.");
            }

            VectorRows rows = VectorRows.Read(parsed.GetValue(vectors)!);
            if (file.Extension == ".hnswlib" && kind == "auto")
            {
                kind = "hnsw";
            }

            double start = Now();
            var options = new HnswOptions { LinkCount = parsed.GetValue(m), ConstructionEf = parsed.GetValue(construction), ExpectedCount = rows.Count };
            IVectorIndex index = Make(kind, rows, how, options, parsed.GetValue(threads), parsed.GetValue(lists));
            double seconds = Now() - start;
            Save(index, file);
            file.Refresh();
            return new JsonObject
            {
                ["type"] = TypeOf(index),
                ["metric"] = parsed.GetValue(metric),
                ["count"] = index.Count,
                ["dimension"] = index.Dimension,
                ["buildSeconds"] = seconds,
                ["bytesPerVector"] = index.Count == 0 ? 0 : (double)index.MemoryBytes / index.Count,
                ["fileBytes"] = file.Length,
            };
        });
    }

    private static bool IsShape(int m, int construction, int threads) => m is >= 2 and <= 256 && construction >= m && construction <= 100_000 && threads is >= 1 and <= 256;

    private static IVectorIndex Make(string kind, VectorRows rows, VectorMetric metric, HnswOptions options, int threads, int lists)
    {
        IVectorIndex index = kind switch
        {
            "flat" => new FlatIndex(rows.Dimension, metric, rows.Count),
            "hnsw" => new HnswIndex(rows.Dimension, metric, options),
            "ivf" => IvfFlatIndex.Train(rows.Dimension, metric, rows.Values, new IvfOptions { ListCount = lists > 0 ? lists : Math.Max(1, (int)Math.Sqrt(rows.Count)) }),
            _ => VectorIndex.Auto(rows.Dimension, metric, rows.Count, options),
        };
        if (index is HnswIndex hnsw)
        {
            hnsw.AddBatch(Enumerable.Range(0, rows.Count).Select(i => (long)i).ToArray(), rows.Values, threads);
            return hnsw;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            index.Add(i, rows[i]);
        }

        return index;
    }

    private static string TypeOf(IVectorIndex index) => index switch
    {
        FlatIndex => "flat",
        HnswIndex => "hnsw",
        IvfFlatIndex => "ivf",
        QuantizedIndex => "quantized",
        TransformedIndex => "transformed",
        _ => index.GetType().Name,
    };

    private static Command Search()
    {
        var file = new Option<FileInfo>("--index") { Required = true, Description = "Index file." };
        var queries = new Option<FileInfo>("--queries") { Required = true, Description = "Queries, .fvecs or .bvecs (.gz)." };
        var k = new Option<int>("--k") { DefaultValueFactory = _ => 10, Description = "Hits a query." };
        var ef = new Option<int>("--ef") { Description = "Beam of a graph; 0 takes the index's own." };
        var probes = new Option<int>("--nprobe") { Description = "Lists probed; 0 takes the index's own." };
        var truth = new Option<FileInfo?>("--truth") { Description = "Exact neighbours, .ivecs (.gz)." };
        var truthVectors = new Option<FileInfo?>("--truth-vectors") { Description = "The indexed vectors, for recall that counts ties." };
        Option<string> metric = MetricOption();
        var output = new Option<FileInfo?>("--out") { Description = "Ids found, .ivecs; −1 where there are fewer." };
        return Verb.Create("search", "Searches an index one query at a time.", [file, queries, k, ef, probes, truth, truthVectors, metric, output], parsed =>
        {
            int count = parsed.GetValue(k);
            if (count is < 1 or > 1_000_000 || parsed.GetValue(ef) is < 0 or > 1_000_000 || parsed.GetValue(probes) < 0)
            {
                throw new UsageException("--k is 1 … 1,000,000, --ef 0 … 1,000,000, --nprobe at least 0.");
            }

            if (parsed.GetValue(truthVectors) is not null && parsed.GetValue(truth) is null)
            {
                throw new UsageException("--truth-vectors goes with --truth.");
            }

            double start = Now();
            IVectorIndex index = Open(parsed.GetValue(file)!, Metric(parsed.GetValue(metric)!));
            double loadSeconds = Now() - start;
            VectorRows rows = VectorRows.Read(parsed.GetValue(queries)!);
            if (rows.Dimension != index.Dimension)
            {
                throw new InvalidDataException($"{parsed.GetValue(queries)!.Name} holds queries of {rows.Dimension} components, the index vectors of {index.Dimension}");
            }

            var parameters = new SearchParameters { Ef = parsed.GetValue(ef), ProbeCount = parsed.GetValue(probes) };
            Measured measured = Measure(index, rows, count, parameters);
            if (parsed.GetValue(output) is { } target)
            {
                VectorRows.WriteIntegers(target, measured.Ids, count);
            }

            var result = new JsonObject
            {
                ["queries"] = rows.Count,
                ["qps"] = measured.Qps,
                ["cpuQps"] = measured.CpuQps,
                ["recall"] = null,
                ["recallTieAware"] = null,
                ["p50Micros"] = measured.P50Micros,
                ["p99Micros"] = measured.P99Micros,
                ["bytesPerSearch"] = measured.BytesPerSearch,
                ["bytesPerVector"] = index.Count == 0 ? 0 : (double)index.MemoryBytes / index.Count,
                ["loadSeconds"] = loadSeconds,
            };
            if (parsed.GetValue(truth) is { } exact)
            {
                (double recall, double? tieAware) = Recall(measured.Ids, count, rows, exact, parsed.GetValue(truthVectors), index.Metric);
                result["recall"] = recall;
                result["recallTieAware"] = tieAware;
            }

            return result;
        });
    }

    private sealed record Measured(int[] Ids, double Qps, double CpuQps, double P50Micros, double P99Micros, double BytesPerSearch);

    private static Measured Measure(IVectorIndex index, VectorRows rows, int k, SearchParameters parameters)
    {
        int[] ids = new int[checked(rows.Count * k)];
        double[] micros = new double[rows.Count];
        Neighbor[] hits = new Neighbor[k];

        // Long enough for the background compiler to put the searching code at its final tier.
        double warm = Now();
        for (int i = 0; rows.Count > 0 && Now() - warm < 0.6; i++)
        {
            index.Search(rows[i % rows.Count], hits, parameters);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        double start = Now();
        for (int i = 0; i < rows.Count; i++)
        {
            double from = Now();
            int found = index.Search(rows[i], hits, parameters).Count;
            micros[i] = (Now() - from) * 1e6;
            for (int j = 0; j < k; j++)
            {
                long id = j < found ? hits[j].Id : -1;
                ids[(i * k) + j] = id <= int.MaxValue ? (int)id : throw new InvalidDataException($"id {id} does not fit an .ivecs file");
            }
        }

        double seconds = Now() - start, cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Array.Sort(micros);
        return new Measured(
            ids,
            rows.Count / seconds,
            rows.Count / Math.Max(cpuSeconds, 1e-9),
            micros[rows.Count / 2],
            micros[Math.Min(rows.Count - 1, rows.Count * 99 / 100)],
            (double)bytes / rows.Count);
    }

    private static (double Recall, double? TieAware) Recall(int[] ids, int k, VectorRows queries, FileInfo truth, FileInfo? truthVectors, VectorMetric metric)
    {
        (int count, int width, int[] exact) = VectorRows.ReadIntegers(truth);
        if (count != queries.Count || width < k)
        {
            throw new UsageException($"{truth.Name} holds {width} neighbours of {count} queries; {k} of {queries.Count} are needed.");
        }

        VectorRows? vectors = truthVectors is null ? null : VectorRows.Read(truthVectors);
        if (vectors is not null && vectors.Dimension != queries.Dimension)
        {
            throw new UsageException($"{truthVectors!.Name} holds vectors of {vectors.Dimension} components, the queries have {queries.Dimension}.");
        }

        if (vectors is not null && (exact.Any(id => (uint)id >= (uint)vectors.Count) || ids.Any(id => id >= vectors.Count)))
        {
            throw new InvalidDataException($"an id found or stated in {truth.Name} is no row of {truthVectors!.Name}, which has {vectors.Count}");
        }

        long same = 0, near = 0;
        for (int q = 0; q < count; q++)
        {
            var right = new HashSet<int>(exact.AsSpan(q * width, k).ToArray());
            double limit = vectors is null ? 0 : Distance(queries[q], vectors[exact[(q * width) + k - 1]], metric);
            limit += (Math.Abs(limit) * 1e-5) + 1e-12;
            foreach (int id in ids.AsSpan(q * k, k))
            {
                same += right.Contains(id) ? 1 : 0;
                near += id >= 0 && vectors is not null && Distance(queries[q], vectors[id], metric) <= limit ? 1 : 0;
            }
        }

        double all = (double)count * k;
        return (same / all, vectors is null ? null : near / all);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorMetric metric)
    {
        double l2 = 0, l1 = 0, dot = 0, aa = 0, bb = 0, meanA = 0, meanB = 0;
        if (metric == VectorMetric.Correlation)
        {
            for (int i = 0; i < a.Length; i++)
            {
                meanA += a[i] / (double)a.Length;
                meanB += b[i] / (double)a.Length;
            }
        }

        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i] - meanA, y = b[i] - meanB;
            l2 += (x - y) * (x - y);
            l1 += Math.Abs(x - y);
            dot += x * y;
            aa += x * x;
            bb += y * y;
        }

        return metric switch
        {
            VectorMetric.SquaredL2 => l2,
            VectorMetric.L1 => l1,
            VectorMetric.InnerProduct => -dot,
            _ => aa > 0 && bb > 0 ? 1 - (dot / Math.Sqrt(aa * bb)) : 1,
        };
    }

    private static Command Info()
    {
        var file = new Option<FileInfo>("--index") { Required = true, Description = "Index file." };
        Option<string> metric = MetricOption();
        return Verb.Create("info", "Tells what an index file holds.", [file, metric], parsed =>
        {
            FileInfo path = parsed.GetValue(file)!;
            IVectorIndex index = Open(path, Metric(parsed.GetValue(metric)!));
            var result = new JsonObject
            {
                ["file"] = path.Name,
                ["type"] = TypeOf(index),
                ["metric"] = index.Metric.ToString(),
                ["count"] = index.Count,
                ["dimension"] = index.Dimension,
                ["bytesPerVector"] = index.Count == 0 ? 0 : (double)index.MemoryBytes / index.Count,
                ["fileBytes"] = path.Length,
            };
            if (index is HnswIndex hnsw)
            {
                result["m"] = hnsw.Options.LinkCount;
                result["efConstruction"] = hnsw.Options.ConstructionEf;
                result["ef"] = hnsw.Options.SearchEf;
                result["nodes"] = hnsw.NodeCount;
                result["removedNodes"] = hnsw.RemovedNodeCount;
            }
            else if (index is IvfFlatIndex ivf)
            {
                result["lists"] = ivf.Options.ListCount;
                result["nprobe"] = ivf.Options.ProbeCount;
            }

            return result;
        });
    }

    private static Command Verify()
    {
        var file = new Option<FileInfo>("--index") { Required = true, Description = "Index file." };
        Option<string> metric = MetricOption();
        return Verb.Create("verify", "Checks checksums (.tsx), counts, ids and links of an index file.", [file, metric], parsed =>
        {
            FileInfo path = parsed.GetValue(file)!;
            IVectorIndex index = Open(path, Metric(parsed.GetValue(metric)!));
            var sections = new JsonArray();
            if (path.Extension == ".tsx")
            {
                foreach ((string section, long bytes) in IndexContainer.Inspect(path.FullName))
                {
                    sections.Add(new JsonObject { ["section"] = section, ["bytes"] = bytes });
                }
            }

            return new JsonObject { ["ok"] = true, ["type"] = TypeOf(index), ["count"] = index.Count, ["sections"] = sections };
        });
    }

    private static Command Convert()
    {
        var input = new Option<FileInfo>("--in") { Required = true, Description = "Index file to read." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Index file to write." };
        Option<string> metric = MetricOption();
        return Verb.Create("convert", "Rewrites an index file in the form of another library.", [input, output, metric], parsed =>
        {
            IVectorIndex index = Open(parsed.GetValue(input)!, Metric(parsed.GetValue(metric)!));
            FileInfo target = parsed.GetValue(output)!;
            Save(index, target);
            target.Refresh();
            return new JsonObject { ["type"] = TypeOf(index), ["count"] = index.Count, ["dimension"] = index.Dimension, ["fileBytes"] = target.Length };
        });
    }

    private static Command Bench()
    {
        var vectors = new Option<FileInfo>("--vectors") { Required = true, Description = "Rows to index, .fvecs or .bvecs (.gz)." };
        var queries = new Option<FileInfo>("--queries") { Required = true, Description = "Queries." };
        var truth = new Option<FileInfo?>("--truth") { Description = "Exact neighbours, .ivecs; computed when not given." };
        var type = new Option<string>("--type") { DefaultValueFactory = _ => "hnsw", Description = "flat, hnsw or ivf." };
        Option<string> metric = MetricOption();
        var m = new Option<int>("--m") { DefaultValueFactory = _ => 16, Description = "Links of a node (hnsw)." };
        var construction = new Option<int>("--ef-construction") { DefaultValueFactory = _ => 200, Description = "Beam while building (hnsw)." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1, Description = "Threads that build (hnsw)." };
        var k = new Option<int>("--k") { DefaultValueFactory = _ => 10, Description = "Hits a query." };
        var efs = new Option<int[]>("--ef") { DefaultValueFactory = _ => [16, 32, 64, 128, 256], AllowMultipleArgumentsPerToken = true, Description = "Beams, or numbers of lists probed, to measure." };
        return Verb.Create("bench", "Builds an index and measures speed and recall over several beams.", [vectors, queries, truth, type, metric, m, construction, threads, k, efs], parsed =>
        {
            string kind = parsed.GetValue(type)!;
            if (kind == "auto" || !Types.Contains(kind) || parsed.GetValue(k) < 1 || parsed.GetValue(efs)!.Any(ef => ef is < 1 or > 1_000_000) || !IsShape(parsed.GetValue(m), parsed.GetValue(construction), parsed.GetValue(threads)))
            {
                throw new UsageException("--type is flat, hnsw or ivf; --k is at least 1, --ef 1 … 1,000,000, --m 2 … 256, --ef-construction --m … 100,000, --threads 1 … 256.");
            }

            VectorMetric how = Metric(parsed.GetValue(metric)!);
            VectorRows rows = VectorRows.Read(parsed.GetValue(vectors)!), asked = VectorRows.Read(parsed.GetValue(queries)!);
            double start = Now();
            var options = new HnswOptions { LinkCount = parsed.GetValue(m), ConstructionEf = parsed.GetValue(construction), ExpectedCount = rows.Count };
            IVectorIndex index = Make(kind, rows, how, options, parsed.GetValue(threads), 0);
            double build = Now() - start;
            FileInfo? exact = parsed.GetValue(truth);
            string? made = null;
            try
            {
                if (exact is null)
                {
                    made = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ivecs");
                    exact = new FileInfo(made);
                    int width = Math.Max(1, Math.Min(parsed.GetValue(k), rows.Count));
                    VectorRows.WriteIntegers(exact, Measure(Make("flat", rows, how, options, 1, 0), asked, width, default).Ids, width);
                }

                var points = new JsonArray();
                foreach (int ef in parsed.GetValue(efs)!)
                {
                    Measured measured = Measure(index, asked, parsed.GetValue(k), new SearchParameters { Ef = ef, ProbeCount = ef });
                    (double recall, double? tieAware) = Recall(measured.Ids, parsed.GetValue(k), asked, exact, parsed.GetValue(vectors), how);
                    points.Add(new JsonObject
                    {
                        ["ef"] = ef,
                        ["qps"] = measured.Qps,
                        ["cpuQps"] = measured.CpuQps,
                        ["recall"] = recall,
                        ["recallTieAware"] = tieAware,
                        ["p50Micros"] = measured.P50Micros,
                        ["p99Micros"] = measured.P99Micros,
                        ["bytesPerSearch"] = measured.BytesPerSearch,
                    });
                }

                return new JsonObject { ["type"] = kind, ["count"] = index.Count, ["dimension"] = index.Dimension, ["buildSeconds"] = build, ["bytesPerVector"] = (double)index.MemoryBytes / index.Count, ["points"] = points };
            }
            finally
            {
                if (made is not null)
                {
                    File.Delete(made);
                }
            }
        });
    }
}
