namespace Trading.Sdk.Microstructure;

/// <summary>Book slope at the row's time.</summary>
internal sealed class SlopeSource(int levels) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new($"bid_slope_{levels}", MeasureUnit.Number, 0, $"growth of log depth per relative distance, bids, {levels} levels"),
        new($"ask_slope_{levels}", MeasureUnit.Number, 0, $"growth of log depth per relative distance, asks, {levels} levels"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        bool isTwoSided = market.Quote.IsTwoSided;
        values[0] = isTwoSided ? BookSlope.OfSide(market.TopBids(levels), market.Quote.Mid) : double.NaN;
        values[1] = isTwoSided ? BookSlope.OfSide(market.TopAsks(levels), market.Quote.Mid) : double.NaN;
    }

    public override void Reset()
    {
    }
}
