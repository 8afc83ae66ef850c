namespace Trading.Sdk.Microstructure;

/// <summary>A trade with the touch that ruled just before it.</summary>
/// <param name="Trade">The trade.</param>
/// <param name="Before">The touch before it; one-sided or default where there was none.</param>
public readonly record struct QuotedTrade(TradeTick Trade, QuoteTick Before);
