using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The simple microprice: the touch weighted by the opposite depth of n levels; at one level it is the weighted mid.</summary>
internal sealed class MicropriceSource(int levels) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new($"microprice_{levels}", MeasureUnit.Price, 0, $"touch weighted by the opposite depth of {levels} levels"),
        new($"microprice_{levels}_offset_bps", MeasureUnit.BasisPoints, 0, "microprice minus mid, in basis points of the mid"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        QuoteTick quote = market.Quote;
        double imbalance = DepthImbalance.OfLevels(market.TopBids(levels), market.TopAsks(levels), levels);
        double offset = 0.5 * quote.Spread * imbalance;
        values[0] = market.ToPrice(quote.Mid + offset);
        values[1] = 1e4 * offset / quote.Mid;
    }

    public override void Reset()
    {
    }
}
