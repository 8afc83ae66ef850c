using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation.Tests;

internal sealed class RecordingListener : IMatchingListener
{
    public List<MatchedTrade> Trades { get; } = [];

    public List<ExecutionReport> Reports { get; } = [];

    public List<string> Public { get; } = [];

    public void OnOrderAdded(long orderId, Side side, long priceTicks, long displayedLots) => Public.Add($"add {orderId} {side} {displayedLots}@{priceTicks}");

    public void OnOrderReduced(long orderId, Side side, long priceTicks, long displayedLots) => Public.Add($"reduce {orderId} {side} {displayedLots}@{priceTicks}");

    public void OnOrderRemoved(long orderId, Side side, long priceTicks, long displayedLots) => Public.Add($"remove {orderId} {side} {displayedLots}@{priceTicks}");

    public void OnTrade(in MatchedTrade trade)
    {
        Trades.Add(trade);
        Public.Add($"trade {trade.MakerOrderId} {trade.QuantityLots}@{trade.PriceTicks}");
    }

    public void OnReport(in ExecutionReport report) => Reports.Add(report);
}
