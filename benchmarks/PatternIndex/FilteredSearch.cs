using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>Top 10 of 20,000 × 32 under a condition on the metadata, evaluated anew each time; beside a real Chroma server when there is one.</summary>
internal static class FilteredSearch
{
    private const int Count = 20_000, Dimension = 32, K = 10, Rounds = 5, QueriesARound = 60;

    public static int Run(string? chroma)
    {
        var random = new Random(1);
        using var index = new HnswIndex(Dimension, options: new HnswOptions { ExpectedCount = Count });
        using var table = new MetadataTable(("symbol", MetadataType.Text), ("year", MetadataType.Integer));
        var records = new List<ChromaRecord>();
        for (int i = 0; i < Count; i++)
        {
            float[] vector = Vector(random);
            (string symbol, long year) = ($"S{i % 50}", 1990 + (i % 30));
            index.Add(i, vector);
            table.Set(i, ("symbol", symbol), ("year", year));
            records.Add(new ChromaRecord($"p{i}", vector, new Dictionary<string, MetadataValue> { ["symbol"] = symbol, ["year"] = year }));
        }

        float[][] queries = Enumerable.Range(0, QueriesARound).Select(_ => Vector(random)).ToArray();
        using ChromaProcess? server = chroma is null ? null : new ChromaProcess(chroma);
        ChromaCollection? collection = server?.Client.GetOrCreateCollectionAsync("bench").GetAwaiter().GetResult();
        server?.Client.UpsertAsync(collection!, records).GetAwaiter().GetResult();
        foreach ((string name, MetadataFilter filter) in new[] { ("symbol = S7 (2 %)", MetadataFilter.Equal("symbol", "S7")), ("year >= 2005 (50 %)", MetadataFilter.AtLeast("year", 2005)) })
        {
            Compare(name, queries, q => Here(index, table, filter, q), server is null ? null : q => There(server.Client, collection!, filter, q));
        }

        return 0;
    }

    private static void Compare(string name, float[][] queries, Func<float[], int> here, Func<float[], int>? there)
    {
        Time(queries, here, 10);
        if (there is not null)
        {
            Time(queries, there, 1);
        }

        var own = new List<double>();
        var peer = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            if (there is not null)
            {
                peer.AddRange(Time(queries, there, 1));
            }

            own.AddRange(Time(queries, here, 1));
        }

        Console.WriteLine($"{name}: SDK p50 {Quantile(own, 0.5) * 1e6:F0} us, p95 {Quantile(own, 0.95) * 1e6:F0} us (condition evaluated each time)"
            + (there is null ? "" : $"; Chroma p50 {Quantile(peer, 0.5) * 1e6:F0} us, p95 {Quantile(peer, 0.95) * 1e6:F0} us; {Quantile(peer, 0.5) / Quantile(own, 0.5):F0} times as fast at p50"));
    }

    private static List<double> Time(float[][] queries, Func<float[], int> ask, int times)
    {
        var seen = new List<double>();
        for (int i = 0; i < times; i++)
        {
            foreach (float[] query in queries)
            {
                double start = Clock.Wall();
                if (ask(query) != K)
                {
                    throw new InvalidOperationException($"fewer than {K} hits");
                }

                seen.Add(Clock.Wall() - start);
            }
        }

        return seen;
    }

    private static int Here(HnswIndex index, MetadataTable table, MetadataFilter filter, float[] query)
    {
        Span<Neighbor> hits = stackalloc Neighbor[K];
        return index.Search(query, hits, new SearchParameters { Filter = table.Select(filter) }).Count;
    }

    private static int There(ChromaClient client, ChromaCollection collection, MetadataFilter filter, float[] query) =>
        client.QueryAsync(collection, query, K, filter).GetAwaiter().GetResult().Count;

    private static float[] Vector(Random random) => Enumerable.Range(0, Dimension).Select(_ => random.NextSingle()).ToArray();

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = values.Order().ToArray();
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
