using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// The environment as one of its agents sees it: the others act by their policies. With a central critic the critic sees
/// the state of the whole environment (MAPPO), else only what the agent observes (IPPO); the policy never sees more than the agent.
/// </summary>
public sealed class AgentEnvironment : IEnvironment
{
    private readonly IMultiAgentEnvironment inner;
    private readonly int agent;
    private readonly PpoPolicy?[] partners;
    private readonly float[] actions, rewards;
    private readonly float[][] observations;
    private readonly int[] offsets;

    /// <summary>Makes the view of one agent.</summary>
    /// <param name="inner">The environment; used by this view alone.</param>
    /// <param name="agent">Number of the agent.</param>
    /// <param name="centralCritic">True to show the whole state to the critic.</param>
    public AgentEnvironment(IMultiAgentEnvironment inner, int agent, bool centralCritic)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(agent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(agent, inner.Agents.Count);
        this.inner = inner;
        this.agent = agent;
        CriticObservationSize = centralCritic ? inner.StateSize : 0;
        partners = new PpoPolicy?[inner.Agents.Count];
        rewards = new float[partners.Length];
        observations = [.. inner.Agents.Select(a => new float[a.ObservationSize])];
        offsets = new int[partners.Length + 1];
        for (int i = 0; i < partners.Length; i++)
        {
            offsets[i + 1] = offsets[i] + inner.Agents[i].ActionSpace.Dimensions;
        }

        actions = new float[offsets[^1]];
    }

    /// <summary>The agent.</summary>
    public AgentSpecification Agent => inner.Agents[agent];

    /// <inheritdoc/>
    public int ObservationSize => Agent.ObservationSize;

    /// <inheritdoc/>
    public ActionSpace ActionSpace => Agent.ActionSpace;

    /// <inheritdoc/>
    public int MaximumSteps => inner.MaximumSteps;

    /// <inheritdoc/>
    public int CriticObservationSize { get; }

    /// <summary>Sets who acts for another agent from the next step on. Its actions are drawn from the policy, with the chance of this environment.</summary>
    /// <param name="partner">Number of the other agent.</param>
    /// <param name="policy">Its policy, without memory; used by this view alone.</param>
    /// <exception cref="ArgumentException">The policy has memory, or other shapes than the agent.</exception>
    public void SetPartner(int partner, PpoPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        AgentSpecification specification = inner.Agents[partner];
        if (partner == agent || policy.IsRecurrent || policy.ObservationSize != specification.ObservationSize || policy.ActionSpace.ToString() != specification.ActionSpace.ToString())
        {
            throw new ArgumentException($"The policy cannot act for '{specification.Name}': it is the agent itself, or the policy has memory or other shapes.", nameof(policy));
        }

        partners[partner] = policy;
    }

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        inner.Reset(ref random);
        inner.Observe(agent, observation);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nobody acts for one of the other agents.</exception>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        for (int i = 0; i < partners.Length; i++)
        {
            Span<float> own = actions.AsSpan(offsets[i], offsets[i + 1] - offsets[i]);
            if (i == agent)
            {
                action.CopyTo(own);
                continue;
            }

            PpoPolicy policy = partners[i] ?? throw new InvalidOperationException($"Nobody acts for the agent '{inner.Agents[i].Name}'.");
            inner.Observe(i, observations[i]);
            policy.Sample(observations[i], own, ref random);
        }

        StepResult result = inner.Step(actions, ref random, rewards);
        inner.Observe(agent, observation);
        return result with { Reward = rewards[agent] };
    }

    /// <inheritdoc/>
    public void WriteCriticObservation(Span<float> observation) => inner.WriteState(observation);

    /// <summary>Writes the state of the environment; the others' policies are not part of it.</summary>
    public void Save(BinaryWriter writer) => inner.Save(writer);

    /// <inheritdoc/>
    public void Load(BinaryReader reader) => inner.Load(reader);
}
