namespace Trading.Sdk.Microstructure;

/// <summary>Distance-weighted depth imbalance at the row's time. The decay is per basis point, so that one setting serves all instruments.</summary>
internal sealed class WeightedImbalanceSource(int levels, double decayPerBasisPoint) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new($"weighted_imbalance_{levels}", MeasureUnit.Number, 0, $"imbalance over {levels} levels, weights exp(−{decayPerBasisPoint} · basis points from the best)")];

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        ReadOnlySpan<MarketData.DepthLevel> bids = market.Bids[..Math.Min(levels, market.Bids.Length)];
        ReadOnlySpan<MarketData.DepthLevel> asks = market.Asks[..Math.Min(levels, market.Asks.Length)];
        values[0] = market.Quote.IsTwoSided ? DepthImbalance.Weighted(bids, asks, decayPerBasisPoint * 1e4 / market.Quote.Mid) : double.NaN;
    }

    public override void Reset()
    {
    }
}
