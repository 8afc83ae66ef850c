using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public class PpoTrainerTests
{
    [Fact]
    public void CartPole_DefaultSettings_IsSolved()
    {
        using var trainer = new PpoTrainer(new VectorEnvironment(4, _ => new CartPole()), new PpoOptions { TotalSteps = 300_000 });
        PpoProgress? last = trainer.Train();
        Assert.True(last!.MeanReturn >= 400, $"mean return {last.MeanReturn}");
        PpoPolicy policy = trainer.CreatePolicy();
        Assert.True(PolicyEvaluation.Run(policy, new CartPole(), episodes: 20, seed: 5).MeanReturn >= 475);
    }

    [Fact]
    [Trait("Category", "InstructionSets")]
    public void Training_AnyInstructionSet_GivesTheSameBits()
    {
        using var trainer = new PpoTrainer(new VectorEnvironment(4, _ => new CartPole()), new PpoOptions { TotalSteps = 512 * 6, Epochs = 2 });
        trainer.Train();
        Assert.Equal("9e8d7219", Fingerprint(trainer));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 16)]
    public void Training_OneAndTwoThreads_GivesTheSameBits(bool continuous, int memory)
    {
        string one = Train(1), two = Train(2), three = Train(3);
        Assert.Equal(one, two);
        Assert.Equal(one, three);

        string Train(int threads)
        {
            using var trainer = new PpoTrainer(Environments(continuous), Options(continuous, memory) with { Threads = threads });
            trainer.Train();
            return Fingerprint(trainer);
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 16)]
    public void Training_ResumedAnywhere_GivesTheBitsOfAnUninterruptedRun(bool continuous, int memory)
    {
        PpoOptions options = Options(continuous, memory);
        string expected;
        int iterations = 0;
        using (var whole = new PpoTrainer(Environments(continuous), options))
        {
            whole.Train((_, _) =>
            {
                iterations++;
                return true;
            });
            expected = Fingerprint(whole);
        }

        var random = new RandomStream(9);
        for (int i = 0; i < Sdk.Tests.TestEffort.Count(7, 20); i++)
        {
            int stop = 1 + random.NextInt32(iterations - 1);
            byte[] checkpoint;
            using (var first = new PpoTrainer(Environments(continuous), options))
            {
                int done = 0;
                first.Train((_, _) => ++done < stop);
                checkpoint = first.ToCheckpoint().ToArray();
            }

            using var second = new PpoTrainer(Environments(continuous), options);
            second.Restore(SafetensorsFile.Parse(checkpoint));
            second.Train();
            Assert.Equal(expected, Fingerprint(second));
        }
    }

    [Fact]
    public void Restore_OtherSettings_IsRefused()
    {
        using var first = new PpoTrainer(Environments(false), Options(false, 0));
        using var second = new PpoTrainer(Environments(false), Options(false, 0) with { Gamma = 0.5 });
        Assert.Throws<PolicyMismatchException>(() => second.Restore(first.ToCheckpoint()));
    }

    [Fact]
    public void Policy_SavedAndLoaded_DecidesTheSame()
    {
        using var trainer = new PpoTrainer(Environments(true), Options(true, 0) with { Features = new FeatureSchema("cos", "sin", "speed") });
        trainer.Train();
        PpoPolicy policy = trainer.CreatePolicy();
        byte[] bytes = policy.ToSafetensors().ToArray();
        PpoPolicy back = PpoPolicy.Read(SafetensorsFile.Parse(bytes), new FeatureSchema("cos", "sin", "speed"));
        var random = new RandomStream(1);
        var a = new float[1];
        var b = new float[1];
        for (int i = 0; i < 50; i++)
        {
            float[] observation = [(float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal()];
            policy.Decide(observation, a);
            back.Decide(observation, b);
            Assert.Equal(a, b);
        }

        Assert.Throws<PolicyMismatchException>(() => PpoPolicy.Read(SafetensorsFile.Parse(bytes), new FeatureSchema("sin", "cos", "speed")));
        Assert.Throws<NonFiniteTensorException>(() => back.Decide([float.NaN, 0, 0], a));
        Testing.AllocationGuard.ShouldNotAllocate(() => back.Decide([1, 0, 0.5f], a));
    }

    internal static string Fingerprint(PpoTrainer trainer)
    {
        uint hash = 2166136261;
        foreach (ParameterTensor tensor in trainer.Parameters.Tensors)
        {
            var values = new float[tensor.ElementCount];
            trainer.Parameters.CopyValue(tensor.Name, values);
            foreach (float v in values)
            {
                hash = (hash ^ BitConverter.SingleToUInt32Bits(v)) * 16777619;
            }
        }

        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static VectorEnvironment Environments(bool continuous) => new(6, _ => continuous ? new Pendulum() : new CartPole());

    private static PpoOptions Options(bool continuous, int memory) => new()
    {
        TotalSteps = 6 * 32 * 10,
        RolloutSteps = 32,
        Minibatches = 3,
        Epochs = 2,
        RecurrentSize = memory,
        HiddenSizes = [24],
        NormalizeObservations = true,
        NormalizeRewards = continuous,
    };
}
