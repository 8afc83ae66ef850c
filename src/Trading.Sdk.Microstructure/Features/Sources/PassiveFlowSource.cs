using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Resting orders added and cancelled over the interval, and what makers added against what takers took.</summary>
internal sealed class PassiveFlowSource(int levels) : FeatureSource
{
    private readonly PassiveFlow _flow = new(levels);
    private long _bidsAdded;
    private long _asksAdded;
    private long _bidsRemoved;
    private long _asksRemoved;
    private long _bought;
    private long _sold;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("passive_buy_volume", MeasureUnit.Quantity, 0, $"quantity added to the best {levels} bids since the last row"),
        new("passive_sell_volume", MeasureUnit.Quantity, 0, $"quantity added to the best {levels} asks since the last row"),
        new("bid_cancelled", MeasureUnit.Quantity, 0, "quantity taken off the bids beyond what aggressors sold"),
        new("ask_cancelled", MeasureUnit.Quantity, 0, "quantity taken off the asks beyond what aggressors bought"),
        new("maker_taker_balance", MeasureUnit.Number, 0, "(added − traded) / (added + traded), −1…1; missing when nothing happened"),
    ];

    public override int TopLevels => levels;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        _bought += trade.Aggressor == Side.Bid ? trade.Quantity : 0;
        _sold += trade.Aggressor == Side.Ask ? trade.Quantity : 0;
    }

    public override void OnDepth(FeatureContext market) => _flow.Update(market.TopBids(levels), market.TopAsks(levels));

    public override void OnClear(FeatureContext market) => _flow.Break();

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double buys = _flow.BidsAdded - _bidsAdded, sells = _flow.AsksAdded - _asksAdded;
        double traded = (double)_bought + _sold, happened = buys + sells + traded;
        values[0] = market.ToQuantity(buys);
        values[1] = market.ToQuantity(sells);
        values[2] = market.ToQuantity(Math.Max(0, _flow.BidsRemoved - _bidsRemoved - _sold));
        values[3] = market.ToQuantity(Math.Max(0, _flow.AsksRemoved - _asksRemoved - _bought));
        values[4] = happened > 0 ? (buys + sells - traded) / happened : double.NaN;
        (_bidsAdded, _asksAdded, _bidsRemoved, _asksRemoved, _bought, _sold) = (_flow.BidsAdded, _flow.AsksAdded, _flow.BidsRemoved, _flow.AsksRemoved, 0, 0);
    }

    public override void Reset()
    {
        _flow.Reset();
        _bidsAdded = _asksAdded = _bidsRemoved = _asksRemoved = _bought = _sold = 0;
    }
}
