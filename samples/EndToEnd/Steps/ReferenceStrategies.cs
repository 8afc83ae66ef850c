using Trading.Sdk.Backtesting;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.EndToEnd;

/// <summary>Buys at the first decision and keeps the position.</summary>
internal sealed class BuyAndHold(long lots) : IStrategy
{
    public void OnDecision(StrategyContext context) => context.TradeTo(lots);
}

/// <summary>Takes a random side for a holding time as often as the judged strategy did.</summary>
internal sealed class RandomSignals(long lots, double entriesPerDecision, int holdingDecisions, ulong seed, ulong stream) : IStrategy
{
    private readonly RandomStream random = new(seed, stream);
    private int left;

    public void OnDecision(StrategyContext context)
    {
        if (left > 0 && --left == 0)
        {
            context.TradeTo(0);
        }

        if (random.NextDouble() < entriesPerDecision)
        {
            context.TradeTo(random.NextBoolean() ? lots : -lots);
            left = holdingDecisions;
        }
    }
}
