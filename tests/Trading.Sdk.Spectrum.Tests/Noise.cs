namespace Trading.Sdk.Spectrum.Tests;

/// <summary>Seeded test signals.</summary>
internal sealed class Noise(int seed)
{
    private readonly Random random = new(seed);

    public double Uniform(double low = 0, double high = 1) => low + ((high - low) * random.NextDouble());

    public int Integer(int low, int high) => random.Next(low, high);

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public double[] White(int n)
    {
        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = Normal();
        }

        return x;
    }

    public double[] Red(int n, double rho)
    {
        double value = 0;
        for (int i = 0; i < 500; i++)
        {
            value = (rho * value) + Normal();
        }

        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = value = (rho * value) + Normal();
        }

        return x;
    }

    public int[] Choose(int n, int count)
    {
        int[] all = [.. Enumerable.Range(0, n)];
        random.Shuffle(all);
        return all[..count];
    }
}
