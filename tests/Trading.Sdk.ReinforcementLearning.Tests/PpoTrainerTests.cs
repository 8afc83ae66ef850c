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
        for (int i = 0; i < Sdk.Tests.TestEffort.Count(20, 60); i++)
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

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public void Training_MaskedActions_AreNeverDrawnAlsoWithMemory(int memory)
    {
        PpoOptions options = Options(false, memory) with { NormalizeObservations = false };
        Assert.Equal(Train(1), Train(2));

        string Train(int threads)
        {
            using var trainer = new PpoTrainer(new VectorEnvironment(6, _ => new MaskedChoice()), options with { Threads = threads });
            trainer.Train();
            PpoPolicy policy = trainer.CreatePolicy();
            var environment = new MaskedChoice();
            // The environment throws when it gets what the mask forbids.
            PolicyEvaluation.Run(policy, environment, 5, 3, deterministic: false);
            PolicyEvaluation.Run(policy, environment, 5, 3);
            return Fingerprint(trainer);
        }
    }

    [Fact]
    public void Training_SquashedAndSeveralChoices_RunAndResume()
    {
        foreach (ActionSpace space in new[] { ActionSpace.TanhNormal([-1f, 0f], [1f, 4f]), ActionSpace.Discrete(3, 2, 4) })
        {
            using var whole = new PpoTrainer(new VectorEnvironment(6, _ => new AnyAction(space)), Options(false, 0));
            whole.Train();
            using var first = new PpoTrainer(new VectorEnvironment(6, _ => new AnyAction(space)), Options(false, 0));
            first.Iterate();
            using var second = new PpoTrainer(new VectorEnvironment(6, _ => new AnyAction(space)), Options(false, 0));
            second.Restore(first.ToCheckpoint());
            second.Train();
            Assert.Equal(Fingerprint(whole), Fingerprint(second));
        }
    }

    [Fact]
    public void Training_SeveralMaskedChoicesWithMemory_NeverBreaksTheMaskAndResumes()
    {
        PpoOptions options = Options(false, 12) with { NormalizeObservations = false, EntropyCoefficient = 0 };
        string expected = Run(1, false);
        Assert.Equal(expected, Run(2, false));
        Assert.Equal(expected, Run(2, true));

        string Run(int threads, bool interrupted)
        {
            // The environment throws when it gets what a mask forbids.
            PpoOptions settings = options with { Threads = threads };
            var trainer = new PpoTrainer(new VectorEnvironment(6, _ => new MaskedPair()), settings);
            if (interrupted)
            {
                trainer.Iterate();
                byte[] checkpoint = trainer.ToCheckpoint().ToArray();
                trainer.Dispose();
                trainer = new PpoTrainer(new VectorEnvironment(6, _ => new MaskedPair()), settings);
                trainer.Restore(SafetensorsFile.Parse(checkpoint));
            }

            using (trainer)
            {
                trainer.Train();
                PolicyEvaluation.Run(trainer.CreatePolicy(), new MaskedPair(), 5, 3, deterministic: false);
                return Fingerprint(trainer);
            }
        }
    }

    [Fact]
    public void TargetKl_Exceeded_EndsTheUpdateBeforeItsNextStep()
    {
        // The first minibatch of an update has a divergence of zero, so that exactly one step is taken.
        using var one = new PpoTrainer(Environments(false), Options(false, 0) with { Epochs = 4, LearningRate = 0.05, TargetKl = 1e-9, AnnealLearningRate = false });
        using var free = new PpoTrainer(Environments(false), Options(false, 0) with { Epochs = 4, LearningRate = 0.05, AnnealLearningRate = false });
        Assert.True(one.Iterate().StoppedAtKl);
        Assert.False(free.Iterate().StoppedAtKl);
        Assert.NotEqual(Fingerprint(free), Fingerprint(one));
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
        using var trainer = new PpoTrainer(Environments(true), Options(true, 0) with { Features = new ObservationSchema("cos", "sin", "speed") });
        trainer.Train();
        PpoPolicy policy = trainer.CreatePolicy();
        byte[] bytes = policy.ToSafetensors().ToArray();
        PpoPolicy back = PpoPolicy.Read(SafetensorsFile.Parse(bytes), new ObservationSchema("cos", "sin", "speed"));
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

        Assert.Throws<PolicyMismatchException>(() => PpoPolicy.Read(SafetensorsFile.Parse(bytes), new ObservationSchema("sin", "cos", "speed")));
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

    /// <summary>Four choices of which a changing pair is allowed; the reward is for the larger of the two.</summary>
    private sealed class MaskedChoice : IEnvironment
    {
        private int step;

        public int ObservationSize => 1;

        public ActionSpace ActionSpace { get; } = ActionSpace.Discrete(4);

        public int MaximumSteps => 0;

        public bool HasActionMask => true;

        public void Reset(ref RandomStream random, Span<float> observation)
        {
            step = random.NextInt32(4);
            observation[0] = step % 4;
        }

        public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
        {
            int choice = (int)action[0];
            if (!Allowed(choice))
            {
                throw new InvalidOperationException($"The choice {choice} is forbidden in step {step}.");
            }

            float reward = Allowed((choice + 3) % 4) ? 1 : 0;
            step++;
            observation[0] = step % 4;
            return new StepResult(reward, Terminated: step >= 30);
        }

        public void WriteActionMask(Span<bool> mask)
        {
            for (int i = 0; i < 4; i++)
            {
                mask[i] = Allowed(i);
            }
        }

        public void Save(BinaryWriter writer) => writer.Write(step);

        public void Load(BinaryReader reader) => step = reader.ReadInt32();

        private bool Allowed(int choice) => choice == step % 4 || choice == (step + 1) % 4;
    }

    /// <summary>Two choices at once, of three and of four, each with a mask that changes with the step; what is seen does not say which.</summary>
    private sealed class MaskedPair : IEnvironment
    {
        private int step;

        public int ObservationSize => 1;

        public ActionSpace ActionSpace { get; } = ActionSpace.Discrete(3, 4);

        public int MaximumSteps => 0;

        public bool HasActionMask => true;

        public void Reset(ref RandomStream random, Span<float> observation)
        {
            step = random.NextInt32(12);
            observation[0] = 0;
        }

        public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
        {
            if (!First((int)action[0]) || !Second((int)action[1]))
            {
                throw new InvalidOperationException($"The choices {action[0]} and {action[1]} are forbidden in step {step}.");
            }

            step++;
            observation[0] = action[0];
            return new StepResult(action[1] - action[0], Terminated: step >= 30);
        }

        public void WriteActionMask(Span<bool> mask)
        {
            for (int i = 0; i < 3; i++)
            {
                mask[i] = First(i);
            }

            for (int i = 0; i < 4; i++)
            {
                mask[3 + i] = Second(i);
            }
        }

        public void Save(BinaryWriter writer) => writer.Write(step);

        public void Load(BinaryReader reader) => step = reader.ReadInt32();

        private bool First(int choice) => choice != step % 3;

        private bool Second(int choice) => choice == step % 4 || (step % 2 == 0 && choice == (step + 2) % 4);
    }

    /// <summary>Takes actions of any shape within their bounds; the reward falls with their size.</summary>
    private sealed class AnyAction(ActionSpace space) : IEnvironment
    {
        private int step;

        public int ObservationSize => 1;

        public ActionSpace ActionSpace => space;

        public int MaximumSteps => 20;

        public void Reset(ref RandomStream random, Span<float> observation)
        {
            step = 0;
            observation[0] = 0;
        }

        public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
        {
            float sum = 0;
            for (int d = 0; d < action.Length; d++)
            {
                bool inside = space.Kind == ActionSpaceKind.Discrete ? action[d] >= 0 && action[d] < space.Choices[d] : action[d] >= space.Low[d] && action[d] <= space.High[d];
                if (!inside)
                {
                    throw new InvalidOperationException($"The action {action[d]} of dimension {d} is out of its bounds.");
                }

                sum += Math.Abs(action[d]);
            }

            step++;
            observation[0] = step / 20f;
            return new StepResult(-sum);
        }

        public void Save(BinaryWriter writer) => writer.Write(step);

        public void Load(BinaryReader reader) => step = reader.ReadInt32();
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
