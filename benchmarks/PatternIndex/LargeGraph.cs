using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Benchmarks.PatternIndex;

/// <summary>One large graph of price windows in 32 dimensions: time, memory, latency and recall against exact search.</summary>
internal static class LargeGraph
{
    private const int Dimension = 32, K = 10;

    public static int Run(int count, int threads)
    {
        float[] vectors = new float[(long)count * Dimension];
        Fill(vectors, 1);
        float[] queries = new float[1_000 * Dimension];
        Fill(queries, 2);
        long[] ids = new long[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = i;
        }

        long before = Environment.WorkingSet;
        using var index = new HnswIndex(Dimension, options: new HnswOptions { ExpectedCount = count, ConstructionEf = count > 2_000_000 ? 100 : 200 });
        double start = Clock.Wall();
        const int Batch = 1_000_000;
        for (int first = 0; first < count; first += Batch)
        {
            int rows = Math.Min(Batch, count - first);
            index.AddBatch(ids.AsSpan(first, rows), vectors.AsSpan(first * Dimension, rows * Dimension), threads);
            Console.WriteLine($"  {first + rows:N0} after {Clock.Wall() - start:F0} s");
        }

        double build = Clock.Wall() - start;
        Console.WriteLine($"{count:N0} x {Dimension}: built in {build:F1} s with {threads} threads, {(double)index.MemoryBytes / count:F0} bytes a vector, working set +{(Environment.WorkingSet - before) >> 20} MiB");
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
            double[] times = new double[1_000];
            for (int pass = 0; pass < 2; pass++)
            {
                for (int q = 0; q < 1_000; q++)
                {
                    double from = Clock.Thread();
                    index.Search(queries.AsSpan(q * Dimension, Dimension), hits, parameters);
                    times[q] = Clock.Thread() - from;
                    if (pass == 0 && q < 100)
                    {
                        right += hits.Count(h => h.Distance <= truth[q] * (1 + 1e-5f));
                    }
                }
            }

            Array.Sort(times);
            Console.WriteLine($"ef {ef}: recall {right / 1000.0:F4}, {1 / times.Average():F0} QPS, p50 {times[500] * 1e6:F0} us, p99 {times[990] * 1e6:F0} us");
        }

        return 0;
    }

    /// <summary>z-normalised windows of random walks with volatility that changes.</summary>
    private static void Fill(float[] rows, ulong seed)
    {
        ulong state = seed;
        double Uniform()
        {
            ulong x = state += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
        }

        double[] walk = new double[Dimension];
        for (long at = 0; at < rows.Length; at += Dimension)
        {
            double level = 0, volatility = 0, drift = (Uniform() - 0.5) * 0.6, sum = 0, squares = 0;
            for (int i = 0; i < Dimension; i++)
            {
                volatility = (0.9 * volatility) + (0.3 * (Uniform() + Uniform() - 1));
                level += ((Uniform() + Uniform() + Uniform() - 1.5) * Math.Exp(volatility)) + drift;
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
    }
}
