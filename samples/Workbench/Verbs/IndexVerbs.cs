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

    private static Option<string> MetricOption() => new("--metric") { DefaultValueFactory = _ => "l2", Description = "l2, l1, ip, cosine or correlation." };

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

            VectorMetric how = IndexFiles.Metric(parsed.GetValue(metric)!);
            if (how == VectorMetric.L1 && (file.Extension == ".hnswlib" || (file.Extension == ".faiss" && kind == "ivf")))
            {
                throw new UsageException($"L1 is not written as {(file.Extension == ".faiss" ? "an ivf index of " : "")}{file.Extension}.");
            }

            VectorRows rows = VectorRows.Read(parsed.GetValue(vectors)!);
            if (file.Extension == ".hnswlib" && kind == "auto")
            {
                kind = "hnsw";
            }

            double start = IndexMeasurement.Clock();
            var options = new HnswOptions { LinkCount = parsed.GetValue(m), ConstructionEf = parsed.GetValue(construction), ExpectedCount = rows.Count };
            IVectorIndex index = Make(kind, rows, how, options, parsed.GetValue(threads), parsed.GetValue(lists));
            double seconds = IndexMeasurement.Clock() - start;
            IndexFiles.Save(index, file);
            file.Refresh();
            return new JsonObject
            {
                ["type"] = IndexFiles.TypeOf(index),
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

            (IVectorIndex index, double loadSeconds) = Load(parsed.GetValue(file)!, IndexFiles.Metric(parsed.GetValue(metric)!));
            VectorRows rows = VectorRows.Read(parsed.GetValue(queries)!);
            if (rows.Dimension != index.Dimension)
            {
                throw new InvalidDataException($"{parsed.GetValue(queries)!.Name} holds queries of {rows.Dimension} components, the index vectors of {index.Dimension}");
            }

            var parameters = new SearchParameters { Ef = parsed.GetValue(ef), ProbeCount = parsed.GetValue(probes) };
            IndexMeasurement measured = IndexMeasurement.Of(index, rows, count, parameters);
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
                (double recall, double? tieAware) = measured.Recall(count, rows, exact, parsed.GetValue(truthVectors), index);
                result["recall"] = recall;
                result["recallTieAware"] = tieAware;
            }

            return result;
        });
    }

    /// <summary>Opens an index and tells how long that takes. What is quick is opened a second time: the first pays for compiling, as the first queries do, which are not timed either.</summary>
    private static (IVectorIndex Index, double Seconds) Load(FileInfo file, VectorMetric metric)
    {
        double start = IndexMeasurement.Clock();
        IVectorIndex index = IndexFiles.Open(file, metric);
        double seconds = IndexMeasurement.Clock() - start;
        if (seconds < 1)
        {
            (index as IDisposable)?.Dispose();
            start = IndexMeasurement.Clock();
            index = IndexFiles.Open(file, metric);
            seconds = IndexMeasurement.Clock() - start;
        }

        return (index, seconds);
    }

    private static Command Info()
    {
        var file = new Option<FileInfo>("--index") { Required = true, Description = "Index file." };
        Option<string> metric = MetricOption();
        return Verb.Create("info", "Tells what an index file holds.", [file, metric], parsed =>
        {
            FileInfo path = parsed.GetValue(file)!;
            IVectorIndex index = IndexFiles.Open(path, IndexFiles.Metric(parsed.GetValue(metric)!));
            var result = new JsonObject
            {
                ["file"] = path.Name,
                ["type"] = IndexFiles.TypeOf(index),
                ["metric"] = IndexFiles.Word(index.Metric),
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
            IVectorIndex index = IndexFiles.Open(path, IndexFiles.Metric(parsed.GetValue(metric)!));
            var sections = new JsonArray();
            if (path.Extension == ".tsx")
            {
                foreach ((string section, long bytes) in IndexContainer.Inspect(path.FullName))
                {
                    sections.Add(new JsonObject { ["section"] = section, ["bytes"] = bytes });
                }
            }

            return new JsonObject { ["ok"] = true, ["type"] = IndexFiles.TypeOf(index), ["count"] = index.Count, ["sections"] = sections };
        });
    }

    private static Command Convert()
    {
        var input = new Option<FileInfo>("--in") { Required = true, Description = "Index file to read." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Index file to write." };
        Option<string> metric = MetricOption();
        return Verb.Create("convert", "Rewrites an index file in the form of another library.", [input, output, metric], parsed =>
        {
            IVectorIndex index = IndexFiles.Open(parsed.GetValue(input)!, IndexFiles.Metric(parsed.GetValue(metric)!));
            FileInfo target = parsed.GetValue(output)!;
            IndexFiles.Save(index, target);
            target.Refresh();
            return new JsonObject { ["type"] = IndexFiles.TypeOf(index), ["count"] = index.Count, ["dimension"] = index.Dimension, ["fileBytes"] = target.Length };
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

            VectorMetric how = IndexFiles.Metric(parsed.GetValue(metric)!);
            VectorRows rows = VectorRows.Read(parsed.GetValue(vectors)!), asked = VectorRows.Read(parsed.GetValue(queries)!);
            double start = IndexMeasurement.Clock();
            var options = new HnswOptions { LinkCount = parsed.GetValue(m), ConstructionEf = parsed.GetValue(construction), ExpectedCount = rows.Count };
            IVectorIndex index = Make(kind, rows, how, options, parsed.GetValue(threads), 0);
            double build = IndexMeasurement.Clock() - start;
            FileInfo? exact = parsed.GetValue(truth);
            string? made = null;
            try
            {
                if (exact is null)
                {
                    made = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ivecs");
                    exact = new FileInfo(made);
                    int width = Math.Max(1, Math.Min(parsed.GetValue(k), rows.Count));
                    VectorRows.WriteIntegers(exact, IndexMeasurement.Of(Make("flat", rows, how, options, 1, 0), asked, width, default).Ids, width);
                }

                var points = new JsonArray();
                foreach (int ef in parsed.GetValue(efs)!)
                {
                    IndexMeasurement measured = IndexMeasurement.Of(index, asked, parsed.GetValue(k), new SearchParameters { Ef = ef, ProbeCount = ef });
                    (double recall, double? tieAware) = measured.Recall(parsed.GetValue(k), asked, exact, parsed.GetValue(vectors), index);
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
