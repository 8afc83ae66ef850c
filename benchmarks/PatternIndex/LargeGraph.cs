using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>One large graph of price windows in 32 dimensions: time, memory, latency and recall against exact search.</summary>
internal static class LargeGraph
{
    private const int Dimension = 32, K = 10;

    /// <summary>Builds, or maps <paramref name="file"/> when it is there already, and searches; a built graph is kept in the file.</summary>
    public static int Run(int count, int threads, int constructionEf, string? file)
    {
        float[] queries = new float[1_000 * Dimension];
        Fill(queries, 2);
        HnswIndex index;
        if (file is not null && File.Exists(file))
        {
            double start = Clock.Wall();
            index = (HnswIndex)IndexContainer.Load(file);
            Console.WriteLine($"{index.Count:N0} x {Dimension}: mapped and checked in {Clock.Wall() - start:F2} s");
        }
        else
        {
            index = Build(count, threads, constructionEf);
            if (file is not null)
            {
                IndexContainer.Save(index, file);
            }
        }

        using (index)
        {
            Search(index, queries);
        }

        return 0;
    }

    private static HnswIndex Build(int count, int threads, int constructionEf)
    {
        // Rows are made a batch at a time: what is measured is the index, not a copy of its input.
        const int Batch = 250_000;
        float[] vectors = new float[Math.Min(Batch, count) * Dimension];
        long[] ids = new long[Batch];
        var index = new HnswIndex(Dimension, options: new HnswOptions { ExpectedCount = count, ConstructionEf = constructionEf });
        double wall = 0, cpu = 0;
        ulong state = 1;
        for (int first = 0; first < count; first += Batch)
        {
            int rows = Math.Min(Batch, count - first);
            state = Fill(vectors.AsSpan(0, rows * Dimension), state);
            for (int i = 0; i < rows; i++)
            {
                ids[i] = first + i;
            }

            double start = Clock.Wall(), used = Clock.Process();
            index.AddBatch(ids.AsSpan(0, rows), vectors.AsSpan(0, rows * Dimension), threads);
            wall += Clock.Wall() - start;
            cpu += Clock.Process() - used;
            if ((first + rows) % 1_000_000 == 0)
            {
                Console.WriteLine($"  {first + rows:N0} after {wall:F0} s, {cpu:F0} s of CPU, resident {Environment.WorkingSet >> 20} MiB");
            }
        }

        Console.WriteLine($"{count:N0} x {Dimension}, efConstruction {constructionEf}: built in {wall:F1} s with {threads} threads ({cpu:F1} s of CPU), {(double)index.MemoryBytes / count:F0} bytes a vector, resident {Environment.WorkingSet >> 20} MiB");
        return index;
    }

    private static void Search(HnswIndex index, float[] queries)
    {
        var truth = new List<float>();
        Neighbor[] hits = new Neighbor[K];
        for (int q = 0; q < 100; q++)
        {
            index.Search(queries.AsSpan(q * Dimension, Dimension), hits, new SearchParameters { Exact = true });
            truth.Add(hits[K - 1].Distance);
        }

        foreach (int ef in new[] { 32, 64, 96, 128, 192, 256, 512 })
        {
            var parameters = new SearchParameters { Ef = ef };
            int right = 0;
            double[] times = new double[1_000], walls = new double[1_000];
            for (int pass = 0; pass < 2; pass++)
            {
                for (int q = 0; q < 1_000; q++)
                {
                    double from = Clock.Thread(), wall = Clock.Wall();
                    index.Search(queries.AsSpan(q * Dimension, Dimension), hits, parameters);
                    walls[q] = Clock.Wall() - wall;
                    times[q] = Clock.Thread() - from;
                    if (pass == 0 && q < 100)
                    {
                        right += hits.Count(h => h.Distance <= truth[q] * (1 + 1e-5f));
                    }
                }
            }

            Array.Sort(times);
            Array.Sort(walls);
            Console.WriteLine($"ef {ef}: recall {right / 1000.0:F4}, {1 / times.Average():F0} QPS, CPU p50 {times[500] * 1e6:F0} us, p99 {times[990] * 1e6:F0} us; wall p50 {walls[500] * 1e6:F0} us, p99 {walls[990] * 1e6:F0} us");
        }
    }

    /// <summary>z-normalised windows of random walks with volatility that changes; returns the state to go on with.</summary>
    private static ulong Fill(Span<float> rows, ulong state)
    {
        double[] walk = new double[Dimension];
        for (int at = 0; at < rows.Length; at += Dimension)
        {
            double level = 0, volatility = 0, drift = (Uniform(ref state) - 0.5) * 0.6, sum = 0, squares = 0;
            for (int i = 0; i < Dimension; i++)
            {
                volatility = (0.9 * volatility) + (0.3 * (Uniform(ref state) + Uniform(ref state) - 1));
                level += ((Uniform(ref state) + Uniform(ref state) + Uniform(ref state) - 1.5) * Math.Exp(volatility)) + drift;
                walk[i] = level;
                sum += level;
            }

            for (int i = 0; i < Dimension; i++)
            {
                squares += (walk[i] - (sum / Dimension)) * (walk[i] - (sum / Dimension));
            }

            for (int i = 0; i < Dimension; i++)
            {
                rows[at + i] = (float)((walk[i] - (sum / Dimension)) / Math.Sqrt(squares / Dimension));
            }
        }

        return state;
    }

    private static double Uniform(ref ulong state)
    {
        ulong x = state += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
