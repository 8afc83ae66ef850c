using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>
/// Hears what the matching engine does, in the order in which it happens. The public half (orders, trades) shows displayed
/// quantities only; the private half is <see cref="OnReport"/>. Called inside the engine: a listener must not call back into it.
/// </summary>
public interface IMatchingListener
{
    /// <summary>An order, or the next slice of an iceberg under the same id, joined the end of its price level's queue.</summary>
    void OnOrderAdded(long orderId, Side side, long priceTicks, long displayedLots);

    /// <summary>A resting order shows less without a trade and keeps its place in the queue.</summary>
    void OnOrderReduced(long orderId, Side side, long priceTicks, long displayedLots);

    /// <summary>A resting order left the book without a trade.</summary>
    void OnOrderRemoved(long orderId, Side side, long priceTicks, long displayedLots);

    /// <summary>Two orders traded. A resting order that shows 0 lots afterwards has left the queue.</summary>
    void OnTrade(in MatchedTrade trade);

    /// <summary>A private message to the owner of an order.</summary>
    void OnReport(in ExecutionReport report);
}
