using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>The same vectors, M and ef in hnswlib, faiss and the SDK, round by round in turn; medians and their ratios.</summary>
internal static class PeerComparison
{
    public const int K = 10, M = 16, ConstructionEf = 200;

    public static int Run(string folder, string peers, string name, int rounds)
    {
        string stem = Path.Combine(folder, name);
        VectorFile rows = VectorFile.Read(stem + "_base.fvecs"), queries = VectorFile.Read(stem + "_query.fvecs"), truth = VectorFile.Read(stem + "_gt.ivecs");
        using var hnswlib = new Peer(Path.Combine(peers, "peer_hnswlib"), folder, name, $"{M}", $"{ConstructionEf}");
        using var faiss = new Peer(Path.Combine(peers, "peer_faiss"), folder, name, $"{M}", $"{ConstructionEf}", "flat");
        long[] ids = Enumerable.Range(0, rows.Count).Select(i => (long)i).ToArray();
        WarmUp.Run(rows, queries);

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

        FlatComparison.Run(faiss, rows, queries, rounds);
        LoadComparison.Run(hnswlib, index, stem, rounds);
        index.Dispose();
        return 0;
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
