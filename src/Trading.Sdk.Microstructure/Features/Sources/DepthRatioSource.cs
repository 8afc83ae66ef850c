using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Bid depth over ask depth within x basis points of the mid at the row's time.</summary>
internal sealed class DepthRatioSource(int basisPoints) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new($"bid_ask_ratio_{basisPoints}bps", MeasureUnit.Number, 0, $"bids / asks within {basisPoints} basis points of the mid; missing when a side has nothing there")];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        market.DepthWithin(basisPoints, out DepthSum bids, out DepthSum asks);
        values[0] = market.Quote.IsTwoSided && bids.Quantity > 0 && asks.Quantity > 0 ? (double)bids.Quantity / asks.Quantity : double.NaN;
    }

    public override void Reset()
    {
    }
}
