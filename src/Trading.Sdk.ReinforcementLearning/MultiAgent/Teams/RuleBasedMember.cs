namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A member that follows fixed rules: the market maker leans against the distance from the average, the trend follower goes with the averages' direction.</summary>
public sealed class RuleBasedMember : ITeamMember
{
    /// <summary>Makes a member.</summary>
    /// <param name="role">Market maker or trend follower.</param>
    /// <exception cref="ArgumentOutOfRangeException">A risk manager is a <see cref="RiskManager"/>.</exception>
    public RuleBasedMember(AgentRole role)
    {
        Role = role;
        Name = role switch
        {
            AgentRole.MarketMaker => "market-maker",
            AgentRole.TrendFollower => "trend-follower",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Expected a market maker or a trend follower."),
        };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AgentRole Role { get; }

    /// <inheritdoc/>
    public AgentVote Vote(TradingTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        PriceView view = team.View;
        double strength = Role == AgentRole.MarketMaker ? view.Pull : view.Trend;
        double target = Role == AgentRole.MarketMaker ? strength : Math.Sign(strength);
        return new AgentVote(Name, Role, target, view.IsWarm ? Math.Abs(strength) : 0);
    }
}
