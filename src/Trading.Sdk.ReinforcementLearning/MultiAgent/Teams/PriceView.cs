namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What a team knows of one price: averages, deviation and direction of the past. Only past prices enter. Not thread-safe.</summary>
public sealed class PriceView
{
    private double fast, slow, average, variance, net, path;

    /// <summary>Names of the numbers of <see cref="WriteFeatures"/>.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } = ["view.pull", "view.trend", "view.efficiency", "view.deviation", "view.last_change"];

    /// <summary>Prices seen.</summary>
    public int Steps { get; private set; }

    /// <summary>The last price; NaN before the first.</summary>
    public double Price { get; private set; } = double.NaN;

    /// <summary>The last change of the price.</summary>
    public double Change { get; private set; }

    /// <summary>Deviation of the changes, exponential average over about 25.</summary>
    public double Deviation => Math.Sqrt(variance);

    /// <summary>How far the price is below its average, in four deviations, in [−1, 1].</summary>
    public double Pull => Math.Clamp((average - Price) / (4 * (Deviation + 1e-9)), -1, 1);

    /// <summary>Fast against slow average, in four deviations, in [−1, 1].</summary>
    public double Trend => Math.Clamp((fast - slow) / (4 * (Deviation + 1e-9)), -1, 1);

    /// <summary>Net move against the length of the way (Kaufman's efficiency ratio): 0 for swings, 1 for a straight line.</summary>
    public double Efficiency => path > 0 ? Math.Min(1, Math.Abs(net) / path) : 0;

    /// <summary>True when enough prices were seen to judge by.</summary>
    public bool IsWarm => Steps >= 30;

    /// <summary>Takes a price.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price is not finite.</exception>
    public void Learn(double price)
    {
        if (!double.IsFinite(price))
        {
            throw new ArgumentOutOfRangeException(nameof(price), price, "A price is finite.");
        }

        Steps++;
        if (Steps == 1)
        {
            fast = slow = average = Price = price;
            return;
        }

        Change = price - Price;
        Price = price;
        fast += (price - fast) / 10;
        slow += (price - slow) / 40;
        average += (price - average) / 30;
        variance = Steps == 2 ? Change * Change : variance + (((Change * Change) - variance) / 25);
        net += (Change - net) / 40;
        path += (Math.Abs(Change) - path) / 40;
    }

    /// <summary>Writes what is known, as many numbers as <see cref="FeatureNames"/>.</summary>
    /// <param name="features">Receives the numbers.</param>
    /// <param name="unit">Change of price that counts as 1, above 0.</param>
    public void WriteFeatures(Span<float> features, double unit)
    {
        features[0] = (float)Pull;
        features[1] = (float)Trend;
        features[2] = (float)Efficiency;
        features[3] = (float)(Deviation / unit);
        features[4] = (float)Math.Clamp(Change / unit, -10, 10);
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Steps);
        foreach (double value in (ReadOnlySpan<double>)[Price, Change, fast, slow, average, variance, net, path])
        {
            writer.Write(value);
        }
    }

    internal void Load(BinaryReader reader)
    {
        Steps = reader.ReadInt32();
        Price = reader.ReadDouble();
        Change = reader.ReadDouble();
        fast = reader.ReadDouble();
        slow = reader.ReadDouble();
        average = reader.ReadDouble();
        variance = reader.ReadDouble();
        net = reader.ReadDouble();
        path = reader.ReadDouble();
    }
}
