using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>The query of the Chroma measurement: top 10 of 20,000 × 32 under a condition that 2 % satisfy, the condition evaluated each time.</summary>
internal static class FilteredSearch
{
    public static int Run()
    {
        const int Count = 20_000, Dimension = 32;
        var random = new Random(1);
        using var index = new HnswIndex(Dimension, options: new HnswOptions { ExpectedCount = Count });
        using var table = new MetadataTable(("symbol", MetadataType.Text), ("year", MetadataType.Integer));
        float[] vector = new float[Dimension];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                vector[j] = random.NextSingle();
            }

            index.Add(i, vector);
            table.Set(i, ("symbol", "S" + (i % 50)), ("year", (long)(1990 + (i % 30))));
        }

        Neighbor[] hits = new Neighbor[10];
        foreach ((string name, MetadataFilter filter) in new[] { ("symbol = S7 (2 %)", MetadataFilter.Equal("symbol", "S7")), ("year >= 2005 (50 %)", MetadataFilter.AtLeast("year", 2005)) })
        {
            var times = new List<double>();
            for (int i = 0; i < 4_000; i++)
            {
                double start = Clock.Wall();
                index.Search(vector, hits, new SearchParameters { Filter = table.Select(filter) });
                times.Add(Clock.Wall() - start);
            }

            double[] sorted = times.Skip(1_000).Order().ToArray();
            Console.WriteLine($"{name}: p50 {sorted[sorted.Length / 2] * 1e6:F0} us, p95 {sorted[sorted.Length * 95 / 100] * 1e6:F0} us (filter evaluated each time)");
        }

        return 0;
    }
}
