using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>The same vectors, M and ef in hnswlib, faiss and the SDK, round by round in turn; medians and their ratios.</summary>
internal static class PeerComparison
{
    private const int K = 10, M = 16, ConstructionEf = 200;

    public static int Run(string folder, string peers, string name, int rounds)
    {
        string stem = Path.Combine(folder, name);
        VectorFile rows = VectorFile.Read(stem + "_base.fvecs"), queries = VectorFile.Read(stem + "_query.fvecs"), truth = VectorFile.Read(stem + "_gt.ivecs");
        using var hnswlib = new Peer(Path.Combine(peers, "peer_hnswlib"), folder, name, $"{M}", $"{ConstructionEf}");
        using var faiss = new Peer(Path.Combine(peers, "peer_faiss"), folder, name, $"{M}", $"{ConstructionEf}", "flat");
        long[] ids = Enumerable.Range(0, rows.Count).Select(i => (long)i).ToArray();
        Warm(rows, queries);

        Console.WriteLine($"{name}: {rows.Count} x {rows.Dimension}, M {M}, efConstruction {ConstructionEf}, k {K}, {rounds} rounds");
        var build = new List<(double Peer, double Own)>();
        HnswIndex index = new(rows.Dimension);
        double peerBytes = 0, ownBytes = 0;
        for (int round = 0; round < Math.Max(1, rounds / 3); round++)
        {
            double[] peer = hnswlib.Ask("build 1");
            index.Dispose();
            index = new HnswIndex(rows.Dimension, options: new HnswOptions { LinkCount = M, ConstructionEf = ConstructionEf, ExpectedCount = rows.Count });
            double start = Clock.Wall();
            index.AddBatch(ids, rows.Values);
            build.Add((peer[0], Clock.Wall() - start));
            peerBytes = Math.Max(peerBytes, peer[1]);
            ownBytes = (double)index.MemoryBytes / rows.Count;
        }

        Console.WriteLine($"build, 1 thread: hnswlib {Clock.Median(build.Select(b => b.Peer)):F2} s, SDK {Clock.Median(build.Select(b => b.Own)):F2} s, ratio {Clock.Median(build.Select(b => b.Own / b.Peer)):F2}");
        Console.WriteLine($"bytes per vector: hnswlib {peerBytes:F0} (resident), SDK {ownBytes:F0}, ratio {ownBytes / peerBytes:F2}");
        double single = Clock.Wall();
        using (var parallel = new HnswIndex(rows.Dimension, options: new HnswOptions { ExpectedCount = rows.Count }))
        {
            parallel.AddBatch(ids, rows.Values, 2);
            double two = Clock.Wall() - single;
            Console.WriteLine($"build, 2 threads: SDK {two:F2} s, {Clock.Median(build.Select(b => b.Own)) / two:F2} times as fast as one; recall at ef 64 {Measure(parallel, queries, truth, rows, 64, 1).Recall:F4}");
        }

        foreach (int ef in new[] { 16, 32, 64, 128, 256 })
        {
            var seen = new List<(double Peer, double Own)>();
            double peerRecall = 0, ownRecall = 0;
            int repetitions = Math.Max(1, 192 / ef);
            for (int round = 0; round < rounds; round++)
            {
                double[] peer = hnswlib.Ask($"search {ef} {repetitions}");
                (double seconds, double recall) = Measure(index, queries, truth, rows, ef, repetitions);
                seen.Add((peer[0], seconds));
                (peerRecall, ownRecall) = (peer[1], recall);
            }

            Console.WriteLine($"HNSW ef {ef}: hnswlib {1 / Clock.Median(seen.Select(s => s.Peer)):F0} QPS ({peerRecall:F4}), SDK {1 / Clock.Median(seen.Select(s => s.Own)):F0} QPS ({ownRecall:F4}), ratio {Clock.Median(seen.Select(s => s.Peer / s.Own)):F2}");
        }

        Flat(faiss, rows, queries, rounds);
        Reload(hnswlib, index, stem, rounds);
        index.Dispose();
        return 0;
    }

    /// <summary>Only the loading.</summary>
    public static int Load(string folder, string peers, string name, int rounds)
    {
        string stem = Path.Combine(folder, name);
        VectorFile rows = VectorFile.Read(stem + "_base.fvecs");
        using var hnswlib = new Peer(Path.Combine(peers, "peer_hnswlib"), folder, name, $"{M}", $"{ConstructionEf}");
        hnswlib.Ask("build 2");
        using var index = new HnswIndex(rows.Dimension, options: new HnswOptions { LinkCount = M, ConstructionEf = ConstructionEf, ExpectedCount = rows.Count });
        index.AddBatch(Enumerable.Range(0, rows.Count).Select(i => (long)i).ToArray(), rows.Values, 2);
        Reload(hnswlib, index, stem, rounds);
        return 0;
    }

    private static void Reload(Peer hnswlib, HnswIndex index, string stem, int rounds)
    {
        string path = $"{stem}.{Environment.ProcessId}.tsx";
        IndexContainer.Save(index, path);
        var seen = new List<(double Peer, double Own)>();

        // What is loaded first pays for compiling the checks; a process that opens an index once pays it once.
        double first = Clock.Wall();
        ((HnswIndex)IndexContainer.Load(path)).Dispose();
        first = Clock.Wall() - first;
        hnswlib.Ask("reload");
        for (int round = 0; round < rounds; round++)
        {
            double peer = hnswlib.Ask("reload")[0], start = Clock.Wall();
            var loaded = (HnswIndex)IndexContainer.Load(path);
            seen.Add((peer, Clock.Wall() - start));
            loaded.Dispose();
        }

        File.Delete(path);
        Console.WriteLine($"load: hnswlib {Clock.Median(seen.Select(s => s.Peer)) * 1000:F1} ms, SDK (mapped, checked) {Clock.Median(seen.Select(s => s.Own)) * 1000:F1} ms, ratio {Clock.Median(seen.Select(s => s.Own / s.Peer)):F2}; the first load took {first * 1000:F1} ms");
    }

    private static void Flat(Peer faiss, VectorFile rows, VectorFile queries, int rounds)
    {
        faiss.Ask("build 1");
        var index = new FlatIndex(rows.Dimension, expectedCount: rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            index.Add(i, rows[i]);
        }

        var one = new List<(double Peer, double Own)>();
        var many = new List<(double Peer, double Own)>();
        Neighbor[] hits = new Neighbor[queries.Count * K];
        for (int round = 0; round < rounds; round++)
        {
            double peer = faiss.Ask("search 0 1")[0], start = Clock.Thread();
            for (int q = 0; q < queries.Count; q++)
            {
                index.Search(queries[q], hits.AsSpan(0, K));
            }

            one.Add((peer, (Clock.Thread() - start) / queries.Count));
            peer = faiss.Ask("batch 2")[0];
            start = Clock.Thread();
            index.SearchBatch(queries.Values, K, hits);
            index.SearchBatch(queries.Values, K, hits);
            many.Add((peer, (Clock.Thread() - start) / queries.Count / 2));
        }

        Console.WriteLine($"flat, one query a call: faiss {1 / Clock.Median(one.Select(s => s.Peer)):F0} QPS, SDK {1 / Clock.Median(one.Select(s => s.Own)):F0} QPS, ratio {Clock.Median(one.Select(s => s.Peer / s.Own)):F2}");
        Console.WriteLine($"flat, batch of {queries.Count}: faiss + OpenBLAS {1 / Clock.Median(many.Select(s => s.Peer)):F0} QPS, SDK {1 / Clock.Median(many.Select(s => s.Own)):F0} QPS, ratio {Clock.Median(many.Select(s => s.Peer / s.Own)):F2}");
    }

    /// <summary>Compiles the hot paths at their final tier before anything is measured.</summary>
    private static void Warm(VectorFile rows, VectorFile queries)
    {
        using var index = new HnswIndex(rows.Dimension);
        var flat = new FlatIndex(rows.Dimension);
        for (int i = 0; i < 3_000; i++)
        {
            index.Add(i, rows[i]);
            flat.Add(i, rows[i]);
        }

        Neighbor[] hits = new Neighbor[queries.Count * K];
        for (int pass = 0; pass < 5; pass++)
        {
            for (int q = 0; q < queries.Count; q++)
            {
                index.Search(queries[q], hits.AsSpan(0, K));
                flat.Search(queries[q], hits.AsSpan(0, K));
            }

            flat.SearchBatch(queries.Values, K, hits);
            Thread.Sleep(200);
        }
    }

    private static (double Seconds, double Recall) Measure(HnswIndex index, VectorFile queries, VectorFile truth, VectorFile rows, int ef, int repetitions)
    {
        Neighbor[] hits = new Neighbor[queries.Count * K];
        var parameters = new SearchParameters { Ef = ef };
        double start = Clock.Thread();
        for (int r = 0; r < repetitions; r++)
        {
            for (int q = 0; q < queries.Count; q++)
            {
                index.Search(queries[q], hits.AsSpan(q * K, K), parameters);
            }
        }

        double seconds = (Clock.Thread() - start) / repetitions / queries.Count;
        long right = 0;
        for (int q = 0; q < queries.Count; q++)
        {
            double limit = (Distance(queries[q], rows[truth.Integer(q, K - 1)]) * (1 + 1e-5)) + 1e-12;
            foreach (Neighbor hit in hits.AsSpan(q * K, K))
            {
                right += Distance(queries[q], rows[(int)hit.Id]) <= limit ? 1 : 0;
            }
        }

        return (seconds, (double)right / (queries.Count * K));
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        return sum;
    }
}
