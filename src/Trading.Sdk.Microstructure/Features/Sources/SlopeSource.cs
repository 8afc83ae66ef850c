namespace Trading.Sdk.Microstructure;

/// <summary>Book slope at the row's time.</summary>
internal sealed class SlopeSource(int levels) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new($"bid_slope_{levels}", MeasureUnit.Number, 0, $"growth of log depth per relative distance, bids, {levels} levels"),
        new($"ask_slope_{levels}", MeasureUnit.Number, 0, $"growth of log depth per relative distance, asks, {levels} levels"),
    ];

    public override int TopLevels => levels;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        bool isTwoSided = market.Quote.IsTwoSided;
        values[0] = isTwoSided ? BookSlope.OfSide(market.Bids[..Math.Min(levels, market.Bids.Length)], market.Quote.Mid) : double.NaN;
        values[1] = isTwoSided ? BookSlope.OfSide(market.Asks[..Math.Min(levels, market.Asks.Length)], market.Quote.Mid) : double.NaN;
    }

    public override void Reset()
    {
    }
}
