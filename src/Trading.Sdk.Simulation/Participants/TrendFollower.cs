using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>The trend follower of <see cref="TrendFollowerOptions"/>.</summary>
internal sealed class TrendFollower(TrendFollowerOptions options) : ExchangeParticipant
{
    private readonly long _intervalNanos = options.Interval.Ticks * TimeSpan.NanosecondsPerTick;
    private double _fast;
    private double _slow;
    private long _position;
    private long _wanted;
    private bool _isPending;

    protected internal override long OnStart(MarketAccess market)
    {
        _fast = _slow = market.MidTicks;
        return market.Now + _intervalNanos;
    }

    protected internal override long OnWake(MarketAccess market)
    {
        _fast += 2.0 / (options.FastSpan + 1.0) * (market.MidTicks - _fast);
        _slow += 2.0 / (options.SlowSpan + 1.0) * (market.MidTicks - _slow);
        double trend = _fast - _slow;
        if (Math.Abs(trend) >= options.EntryTicks)
        {
            _wanted = trend > 0 ? options.PositionLots : -options.PositionLots;
        }
        else if (Math.Abs(trend) < options.EntryTicks * 0.5)
        {
            _wanted = 0;
        }

        long missing = _wanted - _position;
        Side side = missing > 0 ? Side.Bid : Side.Ask;
        if (missing != 0 && !_isPending && market.Book.TryGetBest(side.Opposite(), out DepthLevel best))
        {
            _isPending = true;
            long lots = Math.Min(Math.Abs(missing), options.OrderLots);
            market.Submit(OrderRequest.Limit(side, best.Price + side.Sign() * options.SlippageTicksMax, lots, TimeInForce.ImmediateOrCancel));
        }

        return market.Now + _intervalNanos;
    }

    protected internal override void OnReport(MarketAccess market, in ExecutionReport report)
    {
        if (report.Kind == ExecutionKind.Traded)
        {
            _position += report.Side.Sign() * report.QuantityLots;
        }

        _isPending &= report.RemainingLots > 0;
    }
}
