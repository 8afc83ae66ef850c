using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A seeded price path whose hidden regime changes at random: swings around an anchor, drifts up or down, or jumps.</summary>
public sealed class RegimeSwitchingMarket
{
    private const double SwitchProbability = 0.01, Noise = 0.05;
    private RandomStream random;
    private double anchor, drift;

    /// <summary>Starts a path.</summary>
    /// <param name="seed">Seed of the path.</param>
    public RegimeSwitchingMarket(ulong seed)
    {
        random = new RandomStream(seed, 11UL << 32);
        Price = anchor = 100;
    }

    /// <summary>The price.</summary>
    public double Price { get; private set; }

    /// <summary>The hidden regime, for judging only.</summary>
    public MarketRegime HiddenRegime { get; private set; }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(random.Seed);
        writer.Write(random.Stream);
        writer.Write(random.Position);
        writer.Write(Price);
        writer.Write((int)HiddenRegime);
        writer.Write(anchor);
        writer.Write(drift);
    }

    internal void Load(BinaryReader reader)
    {
        random = new RandomStream(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
        Price = reader.ReadDouble();
        HiddenRegime = (MarketRegime)reader.ReadInt32();
        anchor = reader.ReadDouble();
        drift = reader.ReadDouble();
    }

    /// <summary>Goes one step.</summary>
    /// <returns>Change of the price.</returns>
    public double Step()
    {
        if (random.NextDouble() < SwitchProbability)
        {
            double u = random.NextDouble();
            HiddenRegime = u < 0.45 ? MarketRegime.Quiet : u < 0.9 ? MarketRegime.Trending : MarketRegime.Stressed;
            anchor = Price;
            drift = random.NextDouble() < 0.5 ? -0.02 : 0.02;
        }

        double change = HiddenRegime switch
        {
            MarketRegime.Quiet => (0.1 * (anchor - Price)) + (Noise * random.NextNormal()),
            MarketRegime.Trending => drift + (Noise * random.NextNormal()),
            _ => (random.NextDouble() < 0.15 ? 0.5 : 0.15) * random.NextNormal(),
        };
        Price += change;
        return change;
    }
}
