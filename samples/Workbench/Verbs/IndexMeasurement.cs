using Trading.Sdk.PatternIndex;

namespace Trading.Sdk.Workbench;

/// <summary>What a run of queries found and how fast.</summary>
internal sealed record IndexMeasurement(int[] Ids, double Qps, double CpuQps, double P50Micros, double P99Micros, double BytesPerSearch)
{
    /// <summary>Seconds of a clock that only goes forward.</summary>
    public static double Clock() => TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency;

    /// <summary>Asks every query once, after a warm-up.</summary>
    public static IndexMeasurement Of(IVectorIndex index, VectorRows rows, int k, SearchParameters parameters)
    {
        int[] ids = new int[(long)rows.Count * k <= Array.MaxLength ? rows.Count * k : throw new UsageException($"{rows.Count} queries with {k} hits are more than one .ivecs file is made of here.")];
        double[] micros = new double[rows.Count];
        Neighbor[] hits = new Neighbor[k];

        // Long enough for the background compiler to put the searching code at its final tier.
        double warm = Clock();
        for (int i = 0; rows.Count > 0 && Clock() - warm < 0.6; i++)
        {
            index.Search(rows[i % rows.Count], hits, parameters);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        double start = Clock();
        for (int i = 0; i < rows.Count; i++)
        {
            double from = Clock();
            int found = index.Search(rows[i], hits, parameters).Count;
            micros[i] = (Clock() - from) * 1e6;
            for (int j = 0; j < k; j++)
            {
                long id = j < found ? hits[j].Id : -1;
                ids[(i * k) + j] = id <= int.MaxValue ? (int)id : throw new InvalidDataException($"id {id} does not fit an .ivecs file");
            }
        }

        double seconds = Clock() - start, cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Array.Sort(micros);
        return new IndexMeasurement(
            ids,
            rows.Count / seconds,
            rows.Count / Math.Max(cpuSeconds, 1e-9),
            micros[rows.Count / 2],
            micros[Math.Min(rows.Count - 1, rows.Count * 99 / 100)],
            (double)bytes / rows.Count);
    }

    /// <summary>The share of the true neighbours found; with the vectors also counted so that equally near ones are as good.</summary>
    public (double Recall, double? TieAware) Recall(int k, VectorRows queries, FileInfo truth, FileInfo? truthVectors, IVectorIndex index)
    {
        (int count, int width, int[] exact) = VectorRows.ReadIntegers(truth);

        // Of an index that holds fewer than k, all that there are can be found.
        int wanted = (int)Math.Min(k, Math.Max(1, index.Count));
        if (count != queries.Count || width < wanted)
        {
            throw new UsageException($"{truth.Name} holds {width} neighbours of {count} queries; {wanted} of {queries.Count} are needed.");
        }

        VectorRows? vectors = truthVectors is null ? null : VectorRows.Read(truthVectors);
        if (vectors is not null && vectors.Dimension != queries.Dimension)
        {
            throw new UsageException($"{truthVectors!.Name} holds vectors of {vectors.Dimension} components, the queries have {queries.Dimension}.");
        }

        if (vectors is not null && (exact.Any(id => (uint)id >= (uint)vectors.Count) || Ids.Any(id => id >= vectors.Count)))
        {
            throw new InvalidDataException($"an id found or stated in {truth.Name} is no row of {truthVectors!.Name}, which has {vectors.Count}");
        }

        VectorMetric metric = vectors is null ? index.Metric : MetricBefore(index, vectors);
        long same = 0, near = 0;
        for (int q = 0; q < count; q++)
        {
            var right = new HashSet<int>(exact.AsSpan(q * width, wanted).ToArray());
            double limit = vectors is null ? 0 : Distance(queries[q], vectors[exact[(q * width) + wanted - 1]], metric);
            limit += (Math.Abs(limit) * 1e-5) + 1e-12;
            foreach (int id in Ids.AsSpan(q * k, k))
            {
                same += id >= 0 && right.Contains(id) ? 1 : 0;
                near += id >= 0 && vectors is not null && Distance(queries[q], vectors[id], metric) <= limit ? 1 : 0;
            }
        }

        double all = (double)count * wanted;
        return (same / all, vectors is null ? null : near / all);
    }

    /// <summary>faiss files know cosine and correlation as the inner product of normalised vectors: what is stored beside a row tells which it was.</summary>
    private static VectorMetric MetricBefore(IVectorIndex index, VectorRows vectors)
    {
        float[] stored = new float[index.Dimension];
        if (index.Metric != VectorMetric.InnerProduct || !index.TryGetVector(0, stored) || Near(stored, vectors[0]))
        {
            return index.Metric;
        }

        foreach (VectorMetric metric in new[] { VectorMetric.Cosine, VectorMetric.Correlation })
        {
            var normalised = new FlatIndex(index.Dimension, metric);
            float[] row = new float[index.Dimension];
            normalised.Add(0, vectors[0]);
            normalised.TryGetVector(0, row);
            if (Near(stored, row))
            {
                return metric;
            }
        }

        return index.Metric;
    }

    private static bool Near(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (Math.Abs(a[i] - b[i]) > 1e-4f * (1 + Math.Abs(b[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorMetric metric)
    {
        double l2 = 0, l1 = 0, dot = 0, aa = 0, bb = 0, meanA = 0, meanB = 0;
        if (metric == VectorMetric.Correlation)
        {
            for (int i = 0; i < a.Length; i++)
            {
                meanA += a[i] / (double)a.Length;
                meanB += b[i] / (double)a.Length;
            }
        }

        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i] - meanA, y = b[i] - meanB;
            l2 += (x - y) * (x - y);
            l1 += Math.Abs(x - y);
            dot += x * y;
            aa += x * x;
            bb += y * y;
        }

        return metric switch
        {
            VectorMetric.SquaredL2 => l2,
            VectorMetric.L1 => l1,
            VectorMetric.InnerProduct => -dot,
            _ => aa > 0 && bb > 0 ? 1 - (dot / Math.Sqrt(aa * bb)) : 1,
        };
    }
}
