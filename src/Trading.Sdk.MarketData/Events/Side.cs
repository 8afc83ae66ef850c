namespace Trading.Sdk.MarketData;

/// <summary>The side of the book a level or order stands on; for a trade, the side of the aggressor.</summary>
public enum Side : byte
{
    /// <summary>No side, or unknown (a trade without aggressor flag).</summary>
    None = 0,

    /// <summary>Bids; for a trade: the buyer was the aggressor.</summary>
    Bid = 1,

    /// <summary>Asks; for a trade: the seller was the aggressor.</summary>
    Ask = 2,
}
