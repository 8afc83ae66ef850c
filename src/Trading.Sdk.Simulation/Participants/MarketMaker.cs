using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>The market maker of <see cref="MarketMakerOptions"/>; quote k of a side has the tag 2k (bid) or 2k + 1 (ask).</summary>
internal sealed class MarketMaker(MarketMakerOptions options) : ExchangeParticipant
{
    private readonly Quote[] _quotes = new Quote[options.Levels * 2];
    private readonly long _intervalNanos = options.Interval.Ticks * TimeSpan.NanosecondsPerTick;
    private long _inventory;

    protected internal override long OnStart(MarketAccess market) => market.Now + _intervalNanos;

    protected internal override long OnWake(MarketAccess market)
    {
        double full = Math.Clamp((double)_inventory / options.InventoryMax, -1.0, 1.0);
        double center = market.MidTicks - full * options.SkewTicks;
        long bid = (long)Math.Floor(center - options.HalfSpreadTicks);
        long ask = (long)Math.Ceiling(center + options.HalfSpreadTicks);
        for (int k = 0; k < options.Levels; k++)
        {
            Renew(market, 2 * k, Side.Bid, bid - k, full < 1.0);
            Renew(market, 2 * k + 1, Side.Ask, ask + k, full > -1.0);
        }

        return market.Now + _intervalNanos;
    }

    protected internal override void OnReport(MarketAccess market, in ExecutionReport report)
    {
        if (report.Side == Side.None)
        {
            // The order had traded before our cancel or replace came; its trade report precedes this one.
            return;
        }

        ref Quote quote = ref _quotes[(int)report.ClientTag];
        switch (report.Kind)
        {
            case ExecutionKind.Accepted:
                quote.OrderId = report.OrderId;
                break;
            case ExecutionKind.Traded:
                _inventory += report.Side.Sign() * report.QuantityLots;
                break;
            case ExecutionKind.Rejected when report.RemainingLots > 0:
                // A refused replacement: the old quote still stands, at a price we no longer know better than by asking.
                market.Cancel(report.OrderId);
                break;
        }

        quote.IsPending &= report.Kind == ExecutionKind.Traded;
        if (report.RemainingLots == 0)
        {
            quote = default;
        }
    }

    private void Renew(MarketAccess market, int tag, Side side, long price, bool isWanted)
    {
        ref Quote quote = ref _quotes[tag];
        if (quote.IsPending || (quote.OrderId != 0 && isWanted && quote.Price == price))
        {
            return;
        }

        if (quote.OrderId == 0)
        {
            if (isWanted && price >= 1)
            {
                market.Submit(OrderRequest.Limit(side, price, options.QuoteLots, TimeInForce.PostOnly, tag));
                quote.Price = price;
                quote.IsPending = true;
            }
        }
        else
        {
            quote.IsPending = true;
            if (isWanted && price >= 1)
            {
                quote.Price = price;
                market.Replace(quote.OrderId, price, options.QuoteLots, postOnly: true);
            }
            else
            {
                market.Cancel(quote.OrderId);
            }
        }
    }

    private struct Quote
    {
        public long OrderId;
        public long Price;
        public bool IsPending;
    }
}
