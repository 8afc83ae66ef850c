using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;

namespace Trading.Sdk.Workbench;

/// <summary>A seeded price that swings around a slow mean, with features of which the first tells how far it is away.</summary>
internal static class SyntheticMarket
{
    public static MarketRecording Record(int rows, int features, ulong seed)
    {
        var random = new RandomStream(seed);
        var values = new float[rows * features];
        double[] bid = new double[rows], ask = new double[rows];
        double swing = 0, mean = 100;
        for (int t = 0; t < rows; t++)
        {
            swing = (0.97 * swing) + (0.08 * random.NextNormal());
            mean += 0.01 * random.NextNormal();
            double mid = mean + swing;
            (bid[t], ask[t]) = (mid - 0.005, mid + 0.005);
            for (int f = 0; f < features; f++)
            {
                values[(t * features) + f] = (float)(f == 0 ? swing : random.NextNormal());
            }
        }

        return new MarketRecording(values, bid, ask);
    }
}
