namespace Trading.Sdk.PatternIndex.Tests;

/// <summary>The plain model every index is held against: a dictionary and a sort, in double precision.</summary>
internal sealed class BruteForce(int dimension, VectorMetric metric)
{
    public Dictionary<long, float[]> Vectors { get; } = [];

    public List<Neighbor> Search(float[] query, Func<long, bool>? filter = null) =>
        Vectors.Where(v => filter is null || filter(v.Key))
            .Select(v => new Neighbor(v.Key, (float)Distance(query, v.Value)))
            .Order().ToList();

    public double Distance(float[] a, float[] b)
    {
        double[] x = Prepare(a), y = Prepare(b);
        double sum = 0;
        for (int i = 0; i < dimension; i++)
        {
            sum += metric switch
            {
                VectorMetric.SquaredL2 => (x[i] - y[i]) * (x[i] - y[i]),
                VectorMetric.L1 => Math.Abs(x[i] - y[i]),
                _ => -x[i] * y[i],
            };
        }

        return metric >= VectorMetric.Cosine ? 1 + sum : sum;
    }

    public static float[] Vector(Random random, int dimension) =>
        Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray();

    /// <summary>Clustered points: what graphs find hard and data looks like.</summary>
    public static float[][] Clustered(int seed, int count, int dimension)
    {
        var random = new Random(seed);
        float[][] centres = Enumerable.Range(0, Math.Max(1, count / 100)).Select(_ => Vector(random, dimension)).ToArray();
        return Enumerable.Range(0, count).Select(_ =>
        {
            float[] centre = centres[random.Next(centres.Length)];
            return centre.Select(c => c + (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 0.8)).ToArray();
        }).ToArray();
    }

    private double[] Prepare(float[] vector)
    {
        double[] x = vector.Select(v => (double)v).ToArray();
        if (metric >= VectorMetric.Cosine)
        {
            double mean = metric == VectorMetric.Correlation ? x.Average() : 0;
            double length = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)));
            x = x.Select(v => length < 1e-9 ? 0 : (v - mean) / length).ToArray();
        }

        return x;
    }
}
