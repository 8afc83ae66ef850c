using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

/// <summary>Seeded series for the tests.</summary>
internal static class Simulate
{
    public static double[] Normal(int count, ulong seed, ulong stream = 0, double mean = 0, double deviation = 1)
    {
        var random = new RandomStream(seed, stream);
        double[] x = new double[count];
        for (int i = 0; i < count; i++)
        {
            x[i] = random.NextNormal(mean, deviation);
        }

        return x;
    }
}
