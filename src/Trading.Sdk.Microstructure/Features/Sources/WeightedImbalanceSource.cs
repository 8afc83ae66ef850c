namespace Trading.Sdk.Microstructure;

/// <summary>Distance-weighted depth imbalance at the row's time. The decay is per basis point, so that one setting serves all instruments.</summary>
internal sealed class WeightedImbalanceSource(int levels, double decayPerBasisPoint) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new($"weighted_imbalance_{levels}", MeasureUnit.Number, 0, $"imbalance over {levels} levels, weights exp(−{decayPerBasisPoint} · basis points from the best)")];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = market.Quote.IsTwoSided ? DepthImbalance.Weighted(market.TopBids(levels), market.TopAsks(levels), decayPerBasisPoint * 1e4 / market.Quote.Mid) : double.NaN;
    }

    public override void Reset()
    {
    }
}
