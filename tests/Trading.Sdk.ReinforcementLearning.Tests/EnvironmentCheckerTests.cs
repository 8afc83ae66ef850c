using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning.Tests;

/// <summary>The checker finds each mistake that it promises to find, planted one at a time.</summary>
public class EnvironmentCheckerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("nan-observation", "An observation holds NaN")]
    [InlineData("infinite-reward", "A reward is")]
    [InlineData("both-flags", "both terminated and truncated")]
    [InlineData("empty-mask", "mask of dimension 0 allows nothing")]
    [InlineData("unsaved-state", "state is missing")]
    [InlineData("foreign-chance", "observe different things")]
    public void Check_PlantedMistake_IsNamed(string mistake, string sentence)
    {
        int made = 0;
        IReadOnlyList<string> problems = EnvironmentChecker.Check(() => new Flawed(mistake, ++made), steps: 300);
        if (sentence.Length == 0)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problems, p => p.Contains(sentence, StringComparison.Ordinal));
        }
    }

    private sealed class Flawed(string mistake, int number) : IEnvironment
    {
        private int step;
        private float level;

        public int ObservationSize => 2;

        public ActionSpace ActionSpace { get; } = ActionSpace.Discrete(3);

        public int MaximumSteps => 50;

        public bool HasActionMask => true;

        public void Reset(ref RandomStream random, Span<float> observation)
        {
            step = 0;
            level = (float)random.NextDouble();
            Observe(observation);
        }

        public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
        {
            step++;
            level += action[0] - 1;
            Observe(observation);
            bool end = step == 20;
            return new StepResult(mistake == "infinite-reward" && step == 7 ? float.PositiveInfinity : level, Terminated: end, Truncated: end && mistake == "both-flags");
        }

        public void WriteActionMask(Span<bool> mask) => mask.Fill(mistake != "empty-mask" || step != 11);

        public void Save(BinaryWriter writer)
        {
            writer.Write(step);
            writer.Write(level);
        }

        public void Load(BinaryReader reader)
        {
            step = reader.ReadInt32();
            float saved = reader.ReadSingle();
            level = mistake == "unsaved-state" ? 0 : saved;
        }

        private void Observe(Span<float> observation)
        {
            observation[0] = mistake == "nan-observation" && step == 3 ? float.NaN : step;
            observation[1] = mistake == "foreign-chance" ? number : level;
        }
    }
}
