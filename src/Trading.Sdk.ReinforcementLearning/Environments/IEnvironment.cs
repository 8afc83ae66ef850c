using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// One environment, as its author writes it; <see cref="VectorEnvironment"/> runs many at once and cares for time limits,
/// restarts and random streams. All chance comes from the stream that is passed in, so that a run can be repeated and resumed.
/// </summary>
public interface IEnvironment
{
    /// <summary>Numbers in an observation.</summary>
    int ObservationSize { get; }

    /// <summary>The shape of an action.</summary>
    ActionSpace ActionSpace { get; }

    /// <summary>Steps after which an episode is truncated; 0 for no limit.</summary>
    int MaximumSteps { get; }

    /// <summary>True when <see cref="WriteActionMask"/> forbids actions.</summary>
    bool HasActionMask => false;

    /// <summary>Numbers that a critic sees in place of the observation while training; 0 when it sees the observation.</summary>
    int CriticObservationSize => 0;

    /// <summary>Starts an episode.</summary>
    /// <param name="random">Source of all chance of the episode's start.</param>
    /// <param name="observation">Receives the first observation.</param>
    void Reset(ref RandomStream random, Span<float> observation);

    /// <summary>Goes one step.</summary>
    /// <param name="action">[<see cref="ActionSpace.Dimensions"/>] numbers.</param>
    /// <param name="random">Source of all chance of the step.</param>
    /// <param name="observation">Receives the observation after the step, also when the episode ends with it.</param>
    StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation);

    /// <summary>Writes which choices are allowed now, one flag a choice, dimension by dimension; at least one in each dimension is.</summary>
    void WriteActionMask(Span<bool> mask) => mask.Fill(true);

    /// <summary>Writes what a critic sees now, [<see cref="CriticObservationSize"/>]: more than the actor may know, such as the state of all agents.</summary>
    void WriteCriticObservation(Span<float> observation)
    {
    }

    /// <summary>Writes everything that the next steps depend on.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader);
}
