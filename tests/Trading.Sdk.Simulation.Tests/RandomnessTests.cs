namespace Trading.Sdk.Simulation.Tests;

public class RandomnessTests
{
    [Fact]
    public void SimulationRandom_PublishedState_GivesThePublishedSequence()
    {
        // First outputs of xoshiro256** from the state (1, 2, 3, 4), as in the generator's reference implementations.
        var random = new SimulationRandom(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600];
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Logarithm_WholeRange_AgreesWithThePlatformToTheLastBits()
    {
        var random = new SimulationRandom(3);
        for (int i = 0; i < 100_000; i++)
        {
            double x = BitConverter.Int64BitsToDouble(random.NextInt64(0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF));
            double expected = Math.Log(x);
            Assert.True(Math.Abs(DeterministicMath.Log(x) - expected) <= 1e-15 * Math.Abs(expected) + 1e-16, $"{x:R}");
        }

        Assert.Equal(0.0, DeterministicMath.Log(1.0));
    }

    [Fact]
    public void Exponential_WholeRange_AgreesWithThePlatformToTheLastBits()
    {
        var random = new SimulationRandom(4);
        for (int i = 0; i < 100_000; i++)
        {
            double x = -690.0 + (1380.0 * random.NextDouble());
            double expected = Math.Exp(x);
            Assert.True(Math.Abs(DeterministicMath.Exp(x) - expected) <= 2e-15 * expected, $"{x:R}");
        }
    }

    [Fact]
    public void Draws_ManyOfThem_HaveTheirMoments()
    {
        var random = new SimulationRandom(5);
        const int N = 400_000;
        double exponential = 0, normal = 0, normalSquares = 0, uniform = 0;
        for (int i = 0; i < N; i++)
        {
            exponential += random.NextExponential(3.0);
            double z = random.NextNormal();
            normal += z;
            normalSquares += z * z;
            uniform += random.NextDouble();
        }

        // Five standard errors each.
        Assert.Equal(3.0, exponential / N, 5 * 3.0 / Math.Sqrt(N));
        Assert.Equal(0.0, normal / N, 5 / Math.Sqrt(N));
        Assert.Equal(1.0, normalSquares / N, 5 * Math.Sqrt(2.0 / N));
        Assert.Equal(0.5, uniform / N, 5 * Math.Sqrt(1.0 / 12 / N));
    }

    [Fact]
    public void AliasTable_ManyDraws_FollowsTheWeights()
    {
        double[] weights = [5, 0, 1, 3, 1];
        var table = new AliasTable(weights);
        var random = new SimulationRandom(6);
        var counts = new int[weights.Length];
        for (int i = 0; i < 200_000; i++)
        {
            counts[table.Next(random)]++;
        }

        Assert.Equal(0, counts[1]);
        for (int i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i] / 10, counts[i] / 200_000.0, 0.006);
        }
    }

    [Fact]
    public void ForStream_OtherStream_IsAnotherSequence()
    {
        Assert.NotEqual(SimulationRandom.ForStream(1, 0).NextUInt64(), SimulationRandom.ForStream(1, 1).NextUInt64());
        Assert.Equal(SimulationRandom.ForStream(1, 7).NextUInt64(), SimulationRandom.ForStream(1, 7).NextUInt64());
    }
}
