using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public class ReactiveMarketTests
{
    [Fact]
    public void ReactiveMarket_SimulationWithImpact_PassesTheChecker() => Assert.Empty(EnvironmentChecker.Check(() => new ReactiveMarket(new LinearImpact(), maximumPosition: 2)));

    [Fact]
    public void ReactiveMarket_RoundTrip_LosesSpreadImpactAndFees()
    {
        var environment = new ReactiveMarket(new LinearImpact { Noise = 0 }, takerFee: 0.001);
        var random = new RandomStream(1);
        var observation = new float[environment.ObservationSize];
        environment.Reset(ref random, observation);
        environment.Step([2], ref random, observation);
        Assert.Equal(1, environment.Position);
        environment.Step([1], ref random, observation);
        Assert.Equal(0, environment.Position);
        // Bought at 100.05 + half the impact of 0.1; sold at 100.05 less half of the impact back.
        Assert.InRange(environment.Equity - (100.0 - 100.1 - (0.001 * 200.1)), -1e-9, 1e-9);
    }

    private sealed class LinearImpact : IMarketSimulation
    {
        private RandomStream random;
        private double mid;

        public double Noise { get; init; } = 0.05;

        public int FeatureCount => 1;

        public double Bid => mid - 0.05;

        public double Ask => mid + 0.05;

        public void Reset(ulong seed)
        {
            random = new RandomStream(seed);
            mid = 100;
        }

        public void Advance() => mid += Noise * random.NextNormal();

        public (double Filled, double Price) Execute(double quantity)
        {
            double price = (quantity > 0 ? Ask : Bid) + (0.05 * quantity);
            mid += 0.1 * quantity;
            return (quantity, price);
        }

        public void WriteFeatures(Span<float> features) => features[0] = (float)(mid - 100);

        public void Save(BinaryWriter writer)
        {
            writer.Write(random.Seed);
            writer.Write(random.Stream);
            writer.Write(random.Position);
            writer.Write(mid);
        }

        public void Load(BinaryReader reader)
        {
            random = new RandomStream(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
            mid = reader.ReadDouble();
        }
    }
}
