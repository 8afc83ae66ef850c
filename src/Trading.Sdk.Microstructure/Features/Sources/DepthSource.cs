using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Depth within x basis points of the mid at the row's time.</summary>
internal sealed class DepthSource(int basisPoints) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new($"bid_depth_{basisPoints}bps", MeasureUnit.Quantity, 0, $"bids within {basisPoints} basis points of the mid"),
        new($"ask_depth_{basisPoints}bps", MeasureUnit.Quantity, 0, $"asks within {basisPoints} basis points of the mid"),
        new($"depth_log_ratio_{basisPoints}bps", MeasureUnit.Number, 0, "ln(bids / asks) of the two; missing when a side is 0"),
        new($"depth_complete_{basisPoints}bps", MeasureUnit.Flag, 0, "1 when the book knows every level of the range, else the depths are lower bounds"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        if (!market.Quote.IsTwoSided)
        {
            values.Fill(double.NaN);
            return;
        }

        market.DepthWithin(basisPoints, out DepthSum bids, out DepthSum asks);
        values[0] = market.ToQuantity(bids.Quantity);
        values[1] = market.ToQuantity(asks.Quantity);
        values[2] = bids.Quantity > 0 && asks.Quantity > 0 ? Math.Log((double)bids.Quantity / asks.Quantity) : double.NaN;
        values[3] = bids.IsComplete && asks.IsComplete ? 1 : 0;
    }

    public override void Reset()
    {
    }
}
