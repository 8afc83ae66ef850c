using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

internal static class WarmUp
{
    /// <summary>Compiles the hot paths at their final tier before anything is measured.</summary>
    public static void Run(VectorFile rows, VectorFile queries)
    {
        using var index = new HnswIndex(rows.Dimension);
        var flat = new FlatIndex(rows.Dimension);
        for (int i = 0; i < 3_000; i++)
        {
            index.Add(i, rows[i]);
            flat.Add(i, rows[i]);
        }

        Neighbor[] hits = new Neighbor[queries.Count * PeerComparison.K];
        for (int pass = 0; pass < 5; pass++)
        {
            for (int q = 0; q < queries.Count; q++)
            {
                index.Search(queries[q], hits.AsSpan(0, PeerComparison.K));
                flat.Search(queries[q], hits.AsSpan(0, PeerComparison.K));
            }

            flat.SearchBatch(queries.Values, PeerComparison.K, hits);
            Thread.Sleep(200);
        }
    }
}
