namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A member that acts by a policy trained in a <see cref="TeamMarket"/>: it observes what it observed there and its choices mean what they meant there.</summary>
public sealed class PolicyMember : ITeamMember
{
    private readonly PpoPolicy policy;
    private readonly float[] observation = new float[TeamMarket.ObservationSize], action = new float[1];

    /// <summary>Makes a member.</summary>
    /// <param name="role">Its role; its name is the role's in a <see cref="TeamMarket"/>.</param>
    /// <param name="policy">Its policy; used by this member alone.</param>
    /// <exception cref="PolicyMismatchException">The policy was trained on something else.</exception>
    public PolicyMember(AgentRole role, PpoPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        string space = TeamMarket.ActionSpaceOf(role).ToString();
        if (policy.ActionSpace.ToString() != space || policy.ObservationSize != observation.Length)
        {
            throw new PolicyMismatchException("team role", $"{policy.ActionSpace}, {policy.ObservationSize} observed", $"{space}, {observation.Length} observed");
        }

        Role = role;
        Name = TeamMarket.NameOf(role);
        this.policy = policy;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AgentRole Role { get; }

    /// <inheritdoc/>
    public AgentVote Vote(TradingTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.WriteObservation(Name, observation);
        policy.Decide(observation, action);
        AgentVote vote = TeamMarket.VoteOf(Role, (int)action[0]);
        TeamMarket.PostView(team, Role, (int)action[0]);
        return vote;
    }

    /// <inheritdoc/>
    public void Veto(TradingTeam team, ICollection<RiskVeto> vetoes)
    {
        ArgumentNullException.ThrowIfNull(vetoes);
        if (Role == AgentRole.RiskManager && TeamMarket.LimitOf((int)action[0]) is var limit and < 1)
        {
            vetoes.Add(new RiskVeto(Name, limit, "policy"));
        }
    }
}
