using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>Loading a saved graph until it can be searched, beside hnswlib.</summary>
internal static class LoadComparison
{
    /// <summary>Loads files that the first run builds and keeps beside the vectors, so that later runs measure only the loading.</summary>
    public static int Run(string folder, string peers, string name, int rounds)
    {
        string stem = Path.Combine(folder, name), own = stem + ".tsx";
        using var hnswlib = new Peer(Path.Combine(peers, "peer_hnswlib"), folder, name, $"{PeerComparison.M}", $"{PeerComparison.ConstructionEf}");
        if (!File.Exists(own) || !File.Exists(stem + ".hnswlib"))
        {
            VectorFile rows = VectorFile.Read(stem + "_base.fvecs");
            hnswlib.Ask("build 2");
            hnswlib.Ask("keep");
            using var index = new HnswIndex(rows.Dimension, options: new HnswOptions { LinkCount = PeerComparison.M, ConstructionEf = PeerComparison.ConstructionEf, ExpectedCount = rows.Count });
            index.AddBatch(Enumerable.Range(0, rows.Count).Select(i => (long)i).ToArray(), rows.Values, 2);
            IndexContainer.Save(index, own);
        }

        Console.Write($"{name}: ");
        Measure(hnswlib, own, rounds);
        return 0;
    }

    public static void Run(Peer hnswlib, HnswIndex index, string stem, int rounds)
    {
        string path = $"{stem}.{Environment.ProcessId}.tsx";
        IndexContainer.Save(index, path);
        Measure(hnswlib, path, rounds);
        File.Delete(path);
    }

    private static void Measure(Peer hnswlib, string path, int rounds)
    {
        // What is loaded first pays for compiling the checks; a process that opens an index once pays it once.
        double first = Clock.Wall();
        ((HnswIndex)IndexContainer.Load(path)).Dispose();
        first = Clock.Wall() - first;
        hnswlib.Ask("reload");
        var seen = new List<(double Peer, double Own)>();
        for (int round = 0; round < rounds; round++)
        {
            double peer = hnswlib.Ask("reload")[0], start = Clock.Wall();
            var loaded = (HnswIndex)IndexContainer.Load(path);
            seen.Add((peer, Clock.Wall() - start));
            loaded.Dispose();
        }

        Console.WriteLine($"load: hnswlib {Clock.Median(seen.Select(s => s.Peer)) * 1000:F1} ms, SDK (mapped, checked) {Clock.Median(seen.Select(s => s.Own)) * 1000:F1} ms, ratio {Clock.Median(seen.Select(s => s.Own / s.Peer)):F2}; the first load took {first * 1000:F1} ms");
    }
}
