using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>Exact search, one query a call and all in one, beside faiss and OpenBLAS on one thread.</summary>
internal static class FlatComparison
{
    private const int K = PeerComparison.K;

    public static int Run(string folder, string peers, string name, int rounds)
    {
        string stem = Path.Combine(folder, name);
        VectorFile rows = VectorFile.Read(stem + "_base.fvecs"), queries = VectorFile.Read(stem + "_query.fvecs");
        using var faiss = new Peer(Path.Combine(peers, "peer_faiss"), folder, name, $"{PeerComparison.M}", $"{PeerComparison.ConstructionEf}", "flat");
        WarmUp.Run(rows, queries);
        Console.WriteLine($"{name}: {rows.Count} x {rows.Dimension}, k {K}, {rounds} rounds");
        Run(faiss, rows, queries, rounds);
        return 0;
    }

    public static void Run(Peer faiss, VectorFile rows, VectorFile queries, int rounds)
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

        Print("flat, one query a call: faiss", one);
        Print($"flat, batch of {queries.Count}: faiss + OpenBLAS", many);
    }

    private static void Print(string what, List<(double Peer, double Own)> seen) =>
        Console.WriteLine($"{what} {1 / Clock.Median(seen.Select(s => s.Peer)):F0} QPS, SDK {1 / Clock.Median(seen.Select(s => s.Own)):F0} QPS, ratio {Clock.Median(seen.Select(s => s.Peer / s.Own)):F2} ({seen.Min(s => s.Peer / s.Own):F2} … {seen.Max(s => s.Peer / s.Own):F2})");
}
