using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>One private message of the exchange about one order.</summary>
/// <param name="Participant">Number of the participant that owns the order.</param>
/// <param name="OrderId">Order id given by the exchange.</param>
/// <param name="ClientTag">The sender's number from <see cref="OrderRequest.ClientTag"/>; 0 for an unknown order.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">Why, for a rejection.</param>
/// <param name="Side">Side of the order.</param>
/// <param name="PriceTicks">Trade price for <see cref="ExecutionKind.Traded"/>, else the order's price, in ticks.</param>
/// <param name="QuantityLots">Lots of this trade, or lots that ended (cancelled, expired, rejected), or lots accepted.</param>
/// <param name="RemainingLots">Lots still open after this report, hidden part included.</param>
/// <param name="IsMaker">True when the order was resting while it traded.</param>
public readonly record struct ExecutionReport(
    int Participant,
    long OrderId,
    long ClientTag,
    ExecutionKind Kind,
    RejectReason Reason,
    Side Side,
    long PriceTicks,
    long QuantityLots,
    long RemainingLots,
    bool IsMaker);
