using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Block trades of the interval.</summary>
internal sealed class BlockTradeSource(int window, double multiple, double quantile) : FeatureSource
{
    private readonly BlockTrades _blocks = new(window, multiple, quantile);
    private readonly double[] _outputs = new double[3];
    private long _count;
    private long _volume;
    private long _net;
    private bool _isWarm;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("block_count", MeasureUnit.Number, 0, $"trades of at least max({multiple} · median, {quantile} quantile) of the {window} before, since the last row") { WarmUpTrades = Math.Min(window, 100) + 1 },
        new("block_volume", MeasureUnit.Quantity, 0, "their quantity") { WarmUpTrades = Math.Min(window, 100) + 1 },
        new("block_net_flow", MeasureUnit.Quantity, 0, "their bought minus sold quantity") { WarmUpTrades = Math.Min(window, 100) + 1 },
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        _blocks.Update(trade, _outputs);
        _isWarm |= !double.IsNaN(_outputs[0]);
        if (_outputs[0] > 0)
        {
            _count++;
            _volume += trade.Quantity;
            _net += trade.Aggressor.Sign() * trade.Quantity;
        }
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _isWarm ? _count : double.NaN;
        values[1] = _isWarm ? market.ToQuantity(_volume) : double.NaN;
        values[2] = _isWarm ? market.ToQuantity(_net) : double.NaN;
        _count = _volume = _net = 0;
    }

    public override void Reset()
    {
        _blocks.Reset();
        _count = _volume = _net = 0;
        _isWarm = false;
    }
}
