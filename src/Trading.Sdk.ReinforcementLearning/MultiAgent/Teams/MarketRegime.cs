namespace Trading.Sdk.ReinforcementLearning;

/// <summary>State of a market that decides which role is listened to.</summary>
public enum MarketRegime
{
    /// <summary>Prices swing around an average.</summary>
    Quiet,

    /// <summary>Prices move one way.</summary>
    Trending,

    /// <summary>Prices jump.</summary>
    Stressed,
}
