using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// An environment in which several agents act at once. All chance comes from the stream that is passed in. An episode ends
/// for all agents together.
/// </summary>
public interface IMultiAgentEnvironment
{
    /// <summary>The agents; their order is that of actions and rewards.</summary>
    IReadOnlyList<AgentSpecification> Agents { get; }

    /// <summary>Numbers in the state of the whole environment, which a centralised critic sees while training.</summary>
    int StateSize { get; }

    /// <summary>Steps after which an episode is truncated; 0 for no limit.</summary>
    int MaximumSteps { get; }

    /// <summary>Starts an episode.</summary>
    void Reset(ref RandomStream random);

    /// <summary>Writes what one agent observes now.</summary>
    /// <param name="agent">Number of the agent.</param>
    /// <param name="observation">Receives [its observation size] numbers.</param>
    void Observe(int agent, Span<float> observation);

    /// <summary>Writes the state of the whole environment, [<see cref="StateSize"/>]; may hold what no agent observes.</summary>
    void WriteState(Span<float> state);

    /// <summary>Goes one step with the actions of all agents.</summary>
    /// <param name="actions">Actions of the agents one behind the other.</param>
    /// <param name="random">Source of all chance of the step.</param>
    /// <param name="rewards">Receives one reward an agent.</param>
    /// <returns>The end of the episode, if it came; the reward in it is not read.</returns>
    StepResult Step(ReadOnlySpan<float> actions, ref RandomStream random, Span<float> rewards);

    /// <summary>Writes everything that the next steps depend on.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader);
}
