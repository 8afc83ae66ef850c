using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks;

/// <summary>Keeps one order on each side at the touch, replaced every second.</summary>
internal sealed class Quoter : IStrategy
{
    public void OnDecision(StrategyContext context)
    {
        foreach (Order order in context.ActiveOrders.ToArray())
        {
            context.Cancel(order);
        }

        context.Book.TryGetTouch(out DepthLevel bid, out DepthLevel ask);
        context.TradeAtLimit(5, bid.Price);
        context.TradeAtLimit(-5, ask.Price);
    }
}
