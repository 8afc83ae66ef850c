namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What an <see cref="AgentMessage"/> says.</summary>
public enum AgentMessageKind
{
    /// <summary>The position the sender would hold; value in [−1, 1].</summary>
    View,

    /// <summary>The largest position the sender thinks safe; value in [0, 1].</summary>
    Limit,

    /// <summary>The regime the sender sees; value is the number of the <see cref="MarketRegime"/>.</summary>
    Regime,
}
