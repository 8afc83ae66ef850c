namespace Trading.Sdk.ReinforcementLearning;

/// <summary>One agent of a <see cref="TradingTeam"/>.</summary>
public interface ITeamMember
{
    /// <summary>Its name; different from those of the others.</summary>
    string Name { get; }

    /// <summary>What it is there for.</summary>
    AgentRole Role { get; }

    /// <summary>Proposes on what the team knows now. May post messages to the team's board.</summary>
    AgentVote Vote(TradingTeam team);

    /// <summary>Adds limits that no majority can pass; nothing by default.</summary>
    void Veto(TradingTeam team, ICollection<RiskVeto> vetoes)
    {
    }
}
