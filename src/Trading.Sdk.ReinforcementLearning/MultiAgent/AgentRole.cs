namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What an agent of a team is there for.</summary>
public enum AgentRole
{
    /// <summary>Leans against moves away from the average and earns the way back.</summary>
    MarketMaker,

    /// <summary>Goes with lasting moves.</summary>
    TrendFollower,

    /// <summary>Has no position to propose, but may limit everybody's.</summary>
    RiskManager,
}
