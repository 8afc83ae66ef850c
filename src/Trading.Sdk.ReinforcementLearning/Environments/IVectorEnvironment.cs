namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Many environments of one kind stepped together over shared memory. An environment whose episode ends starts the next
/// one in the same step: the observation is then the first of the new episode, and the last of the old one is kept apart.
/// </summary>
/// <remarks>Different ranges of environments may be stepped by different threads at the same time; results do not depend on how the work is divided.</remarks>
public interface IVectorEnvironment
{
    /// <summary>Number of environments.</summary>
    int Count { get; }

    /// <summary>Numbers in one observation.</summary>
    int ObservationSize { get; }

    /// <summary>The shape of one action.</summary>
    ActionSpace ActionSpace { get; }

    /// <summary>True when actions can be forbidden.</summary>
    bool HasActionMask { get; }

    /// <summary>Numbers that a critic sees in place of the observation; 0 when it sees the observation.</summary>
    int CriticObservationSize => 0;

    /// <summary>Starts all environments anew.</summary>
    /// <param name="seed">Seed of all chance; each environment draws from a stream of its own.</param>
    /// <param name="observations">Receives [count × observation size].</param>
    void Reset(ulong seed, Span<float> observations);

    /// <summary>Steps the environments from <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1 and touches the rows of no other.</summary>
    /// <param name="first">First environment.</param>
    /// <param name="count">Number of environments.</param>
    /// <param name="actions">[environments × action dimensions] of all environments.</param>
    /// <param name="results">Memory for the results of all environments.</param>
    void Step(int first, int count, ReadOnlySpan<float> actions, in StepBuffers results);

    /// <summary>Writes the masks of all environments, [count × mask size]; true = allowed.</summary>
    void WriteActionMasks(Span<bool> masks);

    /// <summary>Writes what the critic sees of all environments, [count × <see cref="CriticObservationSize"/>].</summary>
    void WriteCriticObservations(Span<float> observations)
    {
    }

    /// <summary>Writes everything that the next steps depend on.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The state belongs to another number of environments.</exception>
    void Load(BinaryReader reader);
}
