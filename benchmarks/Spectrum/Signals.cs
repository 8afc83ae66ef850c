namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>Seeded test signals.</summary>
internal static class Signals
{
    public static double[] White(int n) => White(n, n);

    public static double[] White(int n, int seed)
    {
        var random = new Random(seed);
        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return x;
    }
}
