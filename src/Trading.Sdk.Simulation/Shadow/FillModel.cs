namespace Trading.Sdk.Simulation;

/// <summary>When an order that the market does not see counts as filled. A trade at a worse price than the order's fills it under every model.</summary>
public enum FillModel
{
    /// <summary>When a trade prints at a worse price than the order's: certain, and pessimistic.</summary>
    TradeThrough = 0,

    /// <summary>When the quantity that stood before the order has traded; cancellations are all taken to be behind it.</summary>
    QueueConservative = 1,

    /// <summary>As the conservative queue, but cancellations fall on both sides of the order in proportion to what stands there.</summary>
    QueueProportional = 2,

    /// <summary>When a trade prints at the order's price, up to the trade's quantity: optimistic.</summary>
    Touch = 3,
}
