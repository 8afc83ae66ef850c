using Trading.Sdk.MarketData;
using Trading.Sdk.Simulation;

namespace Trading.Sdk.Benchmarks.Simulation;

internal sealed class LotCounter : IMatchingListener
{
    public long Lots { get; private set; }

    public void OnOrderAdded(long orderId, Side side, long priceTicks, long displayedLots)
    {
    }

    public void OnOrderReduced(long orderId, Side side, long priceTicks, long displayedLots)
    {
    }

    public void OnOrderRemoved(long orderId, Side side, long priceTicks, long displayedLots)
    {
    }

    public void OnTrade(in MatchedTrade trade) => Lots += trade.QuantityLots;

    public void OnReport(in ExecutionReport report)
    {
    }
}
