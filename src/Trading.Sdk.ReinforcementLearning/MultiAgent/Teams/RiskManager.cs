namespace Trading.Sdk.ReinforcementLearning;

/// <summary>The member that proposes nothing and limits everybody by fixed rules: <see cref="TeamLimits"/> are kept whatever the others, trained or not, want.</summary>
public sealed class RiskManager : ITeamMember
{
    private readonly TeamLimits limits;

    /// <summary>Makes the member.</summary>
    /// <param name="limits">What it holds the team to; null for the defaults.</param>
    public RiskManager(TeamLimits? limits = null) => this.limits = limits ?? new TeamLimits();

    /// <inheritdoc/>
    public string Name => "risk-manager";

    /// <inheritdoc/>
    public AgentRole Role => AgentRole.RiskManager;

    /// <inheritdoc/>
    public AgentVote Vote(TradingTeam team) => new(Name, Role, 0, 0);

    /// <inheritdoc/>
    public void Veto(TradingTeam team, ICollection<RiskVeto> vetoes)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(vetoes);
        double byDeviation = limits.MaximumPosition(0, team.View.Deviation), byDrawdown = limits.MaximumPosition(team.Drawdown, 0);
        if (byDeviation < 1)
        {
            vetoes.Add(new RiskVeto(Name, byDeviation, "volatility"));
        }

        if (byDrawdown < 1)
        {
            vetoes.Add(new RiskVeto(Name, byDrawdown, "drawdown"));
        }

        team.Board.Post(new AgentMessage(Name, AgentMessageKind.Limit, Math.Min(byDeviation, byDrawdown), 1));
    }
}
