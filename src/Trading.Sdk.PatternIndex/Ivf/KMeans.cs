namespace Trading.Sdk.PatternIndex;

/// <summary>Centroids by Lloyd's iteration from seeded rows (S. Lloyd, 1982). Empty clusters take half of the fullest. Same input and seed, same centroids.</summary>
internal static unsafe class KMeans
{
    public static float[] Train(ReadOnlySpan<float> rows, int dimension, int clusters, int iterations, ulong seed)
    {
        int count = rows.Length / dimension;
        var random = new SplitMix64(seed);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (int i = 0; i < Math.Min(clusters, count); i++)
        {
            int other = i + random.Below(count - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        // 256 rows a cluster say as much as millions (the limit faiss uses as well).
        int sample = (int)Math.Min(count, clusters * 256L);
        for (int i = Math.Min(clusters, count); i < sample; i++)
        {
            int other = i + random.Below(count - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        float[] centroids = new float[clusters * dimension];
        for (int c = 0; c < clusters; c++)
        {
            rows.Slice(order[c % Math.Max(1, count)] * dimension, dimension).CopyTo(centroids.AsSpan(c * dimension));
        }

        double[] sums = new double[centroids.Length];
        int[] sizes = new int[clusters];
        Neighbor[] nearest = new Neighbor[1];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            FlatIndex index = Index(centroids, dimension);
            Array.Clear(sums);
            Array.Clear(sizes);
            for (int i = 0; i < sample; i++)
            {
                ReadOnlySpan<float> row = rows.Slice(order[i] * dimension, dimension);
                index.Search(row, nearest);
                int cluster = (int)nearest[0].Id;
                sizes[cluster]++;
                for (int j = 0; j < dimension; j++)
                {
                    sums[(cluster * dimension) + j] += row[j];
                }
            }

            for (int c = 0; c < clusters; c++)
            {
                for (int j = 0; j < dimension && sizes[c] > 0; j++)
                {
                    centroids[(c * dimension) + j] = (float)(sums[(c * dimension) + j] / sizes[c]);
                }
            }

            Split(centroids, sizes, dimension);
        }

        return centroids;
    }

    public static FlatIndex Index(ReadOnlySpan<float> centroids, int dimension, VectorMetric metric = VectorMetric.SquaredL2)
    {
        var index = new FlatIndex(dimension, metric, centroids.Length / dimension);
        for (int c = 0; c * dimension < centroids.Length; c++)
        {
            index.Add(c, centroids.Slice(c * dimension, dimension));
        }

        return index;
    }

    private static void Split(float[] centroids, int[] sizes, int dimension)
    {
        for (int c = 0; c < sizes.Length; c++)
        {
            if (sizes[c] > 0)
            {
                continue;
            }

            int fullest = Array.IndexOf(sizes, sizes.Max());
            for (int j = 0; j < dimension; j++)
            {
                float value = centroids[(fullest * dimension) + j], shift = (j & 1) == 0 ? 1f / 1024 : -1f / 1024;
                centroids[(c * dimension) + j] = value * (1 + shift);
                centroids[(fullest * dimension) + j] = value * (1 - shift);
            }

            sizes[c] = sizes[fullest] / 2;
            sizes[fullest] -= sizes[c];
        }
    }
}
