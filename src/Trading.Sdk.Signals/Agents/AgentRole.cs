namespace Trading.Sdk.Signals;

/// <summary>What a <see cref="SpecialistAgent"/> looks at.</summary>
public enum AgentRole
{
    /// <summary>Order book and order flow.</summary>
    Microstructure = 0,

    /// <summary>Prices and cycles.</summary>
    Technical,

    /// <summary>What followed similar windows, and learnt policies.</summary>
    Pattern,

    /// <summary>News and opinion; the host brings the source.</summary>
    Sentiment,

    /// <summary>The chain of a coin; the host brings the source.</summary>
    OnChain,
}
