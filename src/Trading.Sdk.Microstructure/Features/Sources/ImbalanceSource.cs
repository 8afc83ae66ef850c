namespace Trading.Sdk.Microstructure;

/// <summary>Plain depth imbalance at the row's time.</summary>
internal sealed class ImbalanceSource(int levels) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } = [new($"imbalance_{levels}", MeasureUnit.Number, 0, $"(bids − asks) / (bids + asks) over {levels} levels")];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values) => values[0] = DepthImbalance.OfLevels(market.TopBids(levels), market.TopAsks(levels), levels);

    public override void Reset()
    {
    }
}
