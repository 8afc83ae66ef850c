using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Finds the usual mistakes of a new environment: values that are not finite, chance from elsewhere, state that is not saved, masks that allow nothing.</summary>
public static class EnvironmentChecker
{
    /// <summary>Plays random actions and returns what is wrong, one sentence each; empty when nothing was found.</summary>
    /// <param name="factory">Makes environments that are equal to each other.</param>
    /// <param name="steps">Steps to play, at least 1. Default 1000.</param>
    /// <param name="seed">Seed of actions and environments. Default 1.</param>
    public static IReadOnlyList<string> Check(Func<IEnvironment> factory, int steps = 1000, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var problems = new SortedSet<string>(StringComparer.Ordinal);
        IEnvironment first = factory(), second = factory();
        ActionSpace space = first.ActionSpace;
        RandomStream chance = new(seed, 1), repeated = new(seed, 1), actions = new(seed, 2);
        float[] observation = new float[first.ObservationSize], again = new float[first.ObservationSize], action = new float[space.Dimensions];
        var mask = new bool[space.MaskSize];
        first.Reset(ref chance, observation);
        second.Reset(ref repeated, again);
        int length = 0;
        for (int t = 0; t < steps; t++)
        {
            Compare(observation, again, "after a reset or a step with the same random stream", problems);
            RequireFinite(observation, problems);
            mask.AsSpan().Fill(true);
            if (first.HasActionMask)
            {
                first.WriteActionMask(mask);
            }

            Draw(space, mask, ref actions, action, problems);
            if (t % 37 == 0)
            {
                second = Copy(first, factory);
                repeated = chance;
            }

            StepResult result = first.Step(action, ref chance, observation), other = second.Step(action, ref repeated, again);
            length++;
            if (result != other)
            {
                problems.Add($"A copy made with Save and Load, or an equal environment, gave {other} where {result} was given: state is missing or chance comes from elsewhere.");
            }

            if (!float.IsFinite(result.Reward))
            {
                problems.Add($"A reward is {result.Reward}.");
            }

            if (result.Terminated && result.Truncated)
            {
                problems.Add("A step is both terminated and truncated.");
            }

            if (result.Terminated || result.Truncated || (first.MaximumSteps > 0 && length >= first.MaximumSteps))
            {
                RequireFinite(observation, problems);
                first.Reset(ref chance, observation);
                second.Reset(ref repeated, again);
                length = 0;
            }
        }

        return [.. problems];
    }

    private static IEnvironment Copy(IEnvironment source, Func<IEnvironment> factory)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        source.Save(writer);
        writer.Flush();
        memory.Position = 0;
        IEnvironment copy = factory();
        using var reader = new BinaryReader(memory);
        copy.Load(reader);
        return copy;
    }

    private static void Draw(ActionSpace space, bool[] mask, ref RandomStream random, float[] action, SortedSet<string> problems)
    {
        for (int d = 0, offset = 0; d < action.Length; d++)
        {
            if (space.Kind != ActionSpaceKind.Discrete)
            {
                float low = Math.Max(space.Low[d], -10), high = Math.Min(space.High[d], 10);
                action[d] = (float)(low + (random.NextDouble() * (high - low)));
                continue;
            }

            int n = space.Choices[d], allowed = mask.AsSpan(offset, n).Count(true);
            if (allowed == 0)
            {
                problems.Add($"The mask of dimension {d} allows nothing.");
                return;
            }

            int pick = random.NextInt32(allowed);
            for (int i = 0; i < n; i++)
            {
                if (mask[offset + i] && pick-- == 0)
                {
                    action[d] = i;
                }
            }

            offset += n;
        }
    }

    private static void Compare(float[] a, float[] b, string when, SortedSet<string> problems)
    {
        if (!a.AsSpan().SequenceEqual(b))
        {
            problems.Add($"Two equal environments observe different things {when}.");
        }
    }

    private static void RequireFinite(float[] observation, SortedSet<string> problems)
    {
        foreach (float v in observation)
        {
            if (!float.IsFinite(v))
            {
                problems.Add($"An observation holds {v}.");
            }
        }
    }
}
