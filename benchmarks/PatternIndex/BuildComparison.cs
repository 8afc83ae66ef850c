using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>Building with one thread and with two, in turn. The machine's own gain from a second thread is measured too: it bounds ours.</summary>
internal static class BuildComparison
{
    public static int Run(string folder, string peers, string name, int rounds, int count)
    {
        string stem = Path.Combine(folder, name);
        VectorFile rows = VectorFile.Read(stem + "_base.fvecs"), queries = VectorFile.Read(stem + "_query.fvecs");
        WarmUp.Run(rows, queries);
        count = Math.Min(count, rows.Count);
        Console.WriteLine($"{name}: {count} x {rows.Dimension}, M {PeerComparison.M}, efConstruction {PeerComparison.ConstructionEf}, {rounds} rounds");
        var seen = new List<(double One, double Two)>();
        for (int round = 0; round < rounds; round++)
        {
            seen.Add((Build(rows, count, 1), Build(rows, count, 2)));
        }

        Console.WriteLine($"build: 1 thread {Clock.Median(seen.Select(s => s.One)):F2} s, 2 threads {Clock.Median(seen.Select(s => s.Two)):F2} s, {Clock.Median(seen.Select(s => s.One / s.Two)):F2} times as fast");
        if (peers.Length > 0 && count == rows.Count)
        {
            using var hnswlib = new Peer(Path.Combine(peers, "peer_hnswlib"), folder, name, $"{PeerComparison.M}", $"{PeerComparison.ConstructionEf}");
            double one = hnswlib.Ask("build 1")[0], two = hnswlib.Ask("build 2")[0];
            Console.WriteLine($"hnswlib: 1 thread {one:F2} s, 2 threads {two:F2} s, {one / two:F2} times as fast");
        }

        return 0;
    }

    private static double Build(VectorFile rows, int count, int threads)
    {
        long[] ids = Enumerable.Range(0, count).Select(i => (long)i).ToArray();
        using var index = new HnswIndex(rows.Dimension, options: new HnswOptions { LinkCount = PeerComparison.M, ConstructionEf = PeerComparison.ConstructionEf, ExpectedCount = count });
        double start = Clock.Wall();
        index.AddBatch(ids, rows.Values.AsSpan(0, count * rows.Dimension), threads);
        return Clock.Wall() - start;
    }
}
