namespace Trading.Sdk.MarketData;

/// <summary>What a <see cref="MarketEvent"/> says. The encodings of the fields for each kind stand in docs/market-events.md.</summary>
public enum MarketEventKind : byte
{
    /// <summary>Never emitted; the value of a default event.</summary>
    None = 0,

    /// <summary>
    /// Forget the book of the instrument (both sides, or the stated side). A gap, a reconnect or a snapshot begins with it.
    /// </summary>
    Clear = 1,

    /// <summary>Level 2: the total quantity at a price is now <see cref="MarketEvent.Quantity"/>; 0 removes the level.</summary>
    Level = 2,

    /// <summary>A trade: price, quantity, side of the aggressor, <see cref="MarketEvent.Id"/> = trade id.</summary>
    Trade = 3,

    /// <summary>Best bid or ask as the venue itself reports it (a ticker beside the depth stream); not applied to a book.</summary>
    BestQuote = 4,

    /// <summary>Level 3: a new order (<see cref="MarketEvent.Id"/>) at the end of the queue of its price.</summary>
    OrderAdd = 5,

    /// <summary>
    /// Level 3: order <see cref="MarketEvent.Id"/> now has the stated price and quantity. Less quantity at the same price keeps
    /// its place; more quantity or another price loses it.
    /// </summary>
    OrderModify = 6,

    /// <summary>Level 3: order <see cref="MarketEvent.Id"/> is gone.</summary>
    OrderDelete = 7,

    /// <summary>Level 3: order <see cref="MarketEvent.Id"/> was executed for <see cref="MarketEvent.Quantity"/>; the rest stays.</summary>
    OrderExecute = 8,

    /// <summary>Trading status changed; <see cref="MarketEvent.Id"/> holds a <see cref="TradingStatus"/>.</summary>
    Status = 9,

    /// <summary>Mark price of a derivative, in price ticks.</summary>
    MarkPrice = 10,

    /// <summary>Index price of a derivative, in price ticks.</summary>
    IndexPrice = 11,

    /// <summary>Funding rate of a perpetual: <see cref="MarketEvent.Quantity"/> in 1e-10, <see cref="MarketEvent.Id"/> = next funding time (ns).</summary>
    FundingRate = 12,

    /// <summary>Open interest: <see cref="MarketEvent.Quantity"/> in lots.</summary>
    OpenInterest = 13,

    /// <summary>A forced order of the venue: price, quantity, side of the liquidation order.</summary>
    Liquidation = 14,

    /// <summary>
    /// The source is alive and in sequence up to <see cref="MarketEvent.Sequence"/>, with nothing to change (a venue message
    /// without levels). Books take over its times and sequence.
    /// </summary>
    Heartbeat = 15,
}
