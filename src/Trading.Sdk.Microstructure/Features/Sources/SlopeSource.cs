using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Book slope at the row's time.</summary>
internal sealed class SlopeSource(int levels, double unitQuantity, Instrument instrument) : FeatureSource
{
    private readonly double _unit = unitQuantity / (double)instrument.Quantity.Value;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new($"bid_slope_{levels}", MeasureUnit.Number, 0, $"growth of log depth per relative distance, bids, {levels} levels, a share being {unitQuantity}"),
        new($"ask_slope_{levels}", MeasureUnit.Number, 0, $"growth of log depth per relative distance, asks, {levels} levels, a share being {unitQuantity}"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        bool isTwoSided = market.Quote.IsTwoSided;
        values[0] = isTwoSided ? BookSlope.OfSide(market.TopBids(levels), market.Quote.Mid, _unit) : double.NaN;
        values[1] = isTwoSided ? BookSlope.OfSide(market.TopAsks(levels), market.Quote.Mid, _unit) : double.NaN;
    }

    public override void Reset()
    {
    }
}
