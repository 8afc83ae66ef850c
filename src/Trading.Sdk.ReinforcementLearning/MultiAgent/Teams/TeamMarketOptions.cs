namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Settings of <see cref="TeamMarket"/>.</summary>
public sealed record TeamMarketOptions
{
    /// <summary>Steps of an episode, at least 1. Default 400.</summary>
    public int EpisodeSteps { get; init; } = 400;

    /// <summary>Price of changing the position by the whole largest one, not negative. Default 0.005.</summary>
    public double TradingCost { get; init; } = 0.005;

    /// <summary>Weight of the squared profit of a step in the team's reward, not negative. Default 0.5.</summary>
    public double RiskAversion { get; init; } = 0.5;

    /// <summary>Share of the team's reward in that of market maker and trend follower; the rest is what their own proposal would have earned. In [0, 1]. Default 0.5.</summary>
    public double SharedReward { get; init; } = 0.5;

    /// <summary>Limits that hold whatever the agents choose; null for the defaults.</summary>
    public TeamLimits? Limits { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(EpisodeSteps, 1);
        if (!(TradingCost >= 0) || !(RiskAversion >= 0) || SharedReward is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(SharedReward), this, "Costs and risk aversion are not negative, and the shared part is in [0, 1].");
        }
    }
}
