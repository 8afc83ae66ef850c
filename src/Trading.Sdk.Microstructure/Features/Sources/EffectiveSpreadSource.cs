using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Volume-weighted effective spread of the interval's trades against the mid just before each.</summary>
internal sealed class EffectiveSpreadSource : FeatureSource
{
    private double _sum;
    private double _volume;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new("effective_spread_bps", MeasureUnit.BasisPoints, 0, "2 · side · (price − mid before) in basis points of that mid, volume-weighted; missing without trades")];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        QuoteTick before = market.PreviousQuote;
        if (before.IsTwoSided && trade.Aggressor != Side.None)
        {
            _sum += 2e4 * trade.Aggressor.Sign() * (trade.Price - before.Mid) / before.Mid * trade.Quantity;
            _volume += trade.Quantity;
        }
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _volume > 0 ? _sum / _volume : double.NaN;
        Reset();
    }

    public override void Reset() => _sum = _volume = 0;
}
