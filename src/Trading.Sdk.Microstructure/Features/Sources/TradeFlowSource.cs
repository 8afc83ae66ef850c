using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Sums over the trades of the interval. A trade of unknown aggressor counts in the number and the average price only.</summary>
internal sealed class TradeFlowSource : FeatureSource
{
    private long _count;
    private long _buy;
    private long _sell;
    private long _volume;
    private double _value;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("trade_count", MeasureUnit.Number, 0, "trades since the last row"),
        new("buy_volume", MeasureUnit.Quantity, 0, "quantity bought by aggressors since the last row"),
        new("sell_volume", MeasureUnit.Quantity, 0, "quantity sold by aggressors since the last row"),
        new("net_flow", MeasureUnit.Quantity, 0, "buy volume minus sell volume"),
        new("trade_imbalance", MeasureUnit.Number, 0, "(buy − sell) / (buy + sell); missing without trades"),
        new("trade_vwap", MeasureUnit.Price, 0, "volume-weighted average price of the trades; missing without trades"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        _count++;
        _volume += trade.Quantity;
        _value += (double)trade.Price * trade.Quantity;
        if (trade.Aggressor == Side.Bid)
        {
            _buy += trade.Quantity;
        }
        else if (trade.Aggressor == Side.Ask)
        {
            _sell += trade.Quantity;
        }
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double buy = _buy, sell = _sell;
        values[0] = _count;
        values[1] = market.ToQuantity(buy);
        values[2] = market.ToQuantity(sell);
        values[3] = market.ToQuantity(buy - sell);
        values[4] = _buy + _sell > 0 ? (buy - sell) / (buy + sell) : double.NaN;
        values[5] = _volume > 0 ? market.ToPrice(_value / _volume) : double.NaN;
        Reset();
    }

    public override void Reset()
    {
        _count = _buy = _sell = _volume = 0;
        _value = 0;
    }
}
