using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>One fill with every assumption behind it.</summary>
public readonly record struct Fill
{
    /// <summary>Order filled.</summary>
    public long OrderId { get; init; }

    /// <summary>Side of the order.</summary>
    public Side Side { get; init; }

    /// <summary>Price in price increments.</summary>
    public long Price { get; init; }

    /// <summary>Quantity in lots.</summary>
    public long Quantity { get; init; }

    /// <summary>Time on the venue, nanoseconds since 1970.</summary>
    public long Time { get; init; }

    /// <summary>Time at which the strategy knows of it.</summary>
    public long KnownTime { get; init; }

    /// <summary>Nanoseconds the order travelled to the venue.</summary>
    public long EntryLatency { get; init; }

    /// <summary>Fee in the account's currency; negative = rebate.</summary>
    public decimal Fee { get; init; }

    /// <summary>Why.</summary>
    public FillReason Reason { get; init; }

    /// <summary>Quantity that waited in front of the order when it was filled.</summary>
    public long QueueAhead { get; init; }

    /// <summary>Mid price at the decision, in price increments; NaN when there was none.</summary>
    public double ReferencePrice { get; init; }

    /// <summary>True when the order rested in the book.</summary>
    public bool IsMaker => Reason is FillReason.QueueReached or FillReason.PriceCrossed;
}
