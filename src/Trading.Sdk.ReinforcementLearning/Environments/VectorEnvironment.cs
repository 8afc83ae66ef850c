using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Runs a number of <see cref="IEnvironment"/>s as one <see cref="IVectorEnvironment"/>: time limits, restarts in the same step, and a random stream for each.</summary>
public sealed class VectorEnvironment : IVectorEnvironment
{
    private const ulong StreamOfEnvironments = 1UL << 32;
    private readonly IEnvironment[] environments;
    private readonly RandomStream[] streams;
    private readonly int[] elapsed;
    private readonly int limit;

    /// <summary>Makes the environments.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="factory">Makes environment number i; all have the same shapes.</param>
    /// <exception cref="ArgumentException">Two environments differ in shape.</exception>
    public VectorEnvironment(int count, Func<int, IEnvironment> factory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(factory);
        environments = new IEnvironment[count];
        streams = new RandomStream[count];
        elapsed = new int[count];
        for (int i = 0; i < count; i++)
        {
            environments[i] = factory(i);
            if (environments[i].ObservationSize != environments[0].ObservationSize || environments[i].ActionSpace.ToString() != environments[0].ActionSpace.ToString()
                || environments[i].HasActionMask != environments[0].HasActionMask || environments[i].CriticObservationSize != environments[0].CriticObservationSize || environments[i].MaximumSteps != environments[0].MaximumSteps)
            {
                throw new ArgumentException($"Environment {i} has other shapes than environment 0.", nameof(factory));
            }
        }

        ObservationSize = environments[0].ObservationSize;
        ActionSpace = environments[0].ActionSpace;
        HasActionMask = environments[0].HasActionMask;
        CriticObservationSize = environments[0].CriticObservationSize;
        limit = environments[0].MaximumSteps;
    }

    /// <inheritdoc/>
    public int Count => environments.Length;

    /// <inheritdoc/>
    public int ObservationSize { get; }

    /// <inheritdoc/>
    public ActionSpace ActionSpace { get; }

    /// <inheritdoc/>
    public bool HasActionMask { get; }

    /// <inheritdoc/>
    public int CriticObservationSize { get; }

    /// <summary>One of the environments, for looking into it.</summary>
    public IEnvironment this[int index] => environments[index];

    /// <inheritdoc/>
    public void Reset(ulong seed, Span<float> observations)
    {
        Require(observations.Length, Count * ObservationSize, nameof(observations));
        for (int i = 0; i < environments.Length; i++)
        {
            streams[i] = new RandomStream(seed, StreamOfEnvironments + (ulong)i);
            elapsed[i] = 0;
            environments[i].Reset(ref streams[i], observations.Slice(i * ObservationSize, ObservationSize));
        }
    }

    /// <inheritdoc/>
    public void Step(int first, int count, ReadOnlySpan<float> actions, in StepBuffers results)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        int size = ObservationSize, dimensions = ActionSpace.Dimensions;
        Require(actions.Length, Count * dimensions, nameof(actions));
        for (int i = first; i < first + count; i++)
        {
            Span<float> observation = results.Observations.Slice(i * size, size);
            StepResult result = environments[i].Step(actions.Slice(i * dimensions, dimensions), ref streams[i], observation);
            elapsed[i]++;
            bool truncated = !result.Terminated && (result.Truncated || (limit > 0 && elapsed[i] >= limit));
            results.Rewards[i] = result.Reward;
            results.Terminated[i] = result.Terminated;
            results.Truncated[i] = truncated;
            if (result.Terminated || truncated)
            {
                observation.CopyTo(results.FinalObservations.Slice(i * size, size));
                if (CriticObservationSize > 0 && !results.FinalCriticObservations.IsEmpty)
                {
                    environments[i].WriteCriticObservation(results.FinalCriticObservations.Slice(i * CriticObservationSize, CriticObservationSize));
                }

                elapsed[i] = 0;
                environments[i].Reset(ref streams[i], observation);
            }
        }
    }

    /// <inheritdoc/>
    public void WriteActionMasks(Span<bool> masks)
    {
        int size = ActionSpace.MaskSize;
        Require(masks.Length, Count * size, nameof(masks));
        for (int i = 0; i < environments.Length; i++)
        {
            environments[i].WriteActionMask(masks.Slice(i * size, size));
        }
    }

    /// <inheritdoc/>
    public void WriteCriticObservations(Span<float> observations)
    {
        int size = CriticObservationSize;
        Require(observations.Length, Count * size, nameof(observations));
        for (int i = 0; i < environments.Length && size > 0; i++)
        {
            environments[i].WriteCriticObservation(observations.Slice(i * size, size));
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Count);
        for (int i = 0; i < environments.Length; i++)
        {
            writer.Write(streams[i].Seed);
            writer.Write(streams[i].Stream);
            writer.Write(streams[i].Position);
            writer.Write(elapsed[i]);
            environments[i].Save(writer);
        }
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int count = reader.ReadInt32();
        if (count != Count)
        {
            throw new InvalidDataException($"The saved state has {count} environments, expected {Count}.");
        }

        for (int i = 0; i < environments.Length; i++)
        {
            streams[i] = new RandomStream(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
            elapsed[i] = reader.ReadInt32();
            environments[i].Load(reader);
        }
    }

    private static void Require(int length, int expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Expected {expected} numbers, got {length}.", parameter);
        }
    }
}
