namespace Trading.Sdk.Microstructure;

/// <summary>The touch at the row's time.</summary>
internal sealed class QuoteSource : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("mid", MeasureUnit.Price, 0, "half of best bid plus best ask"),
        new("weighted_mid", MeasureUnit.Price, 0, "mid weighted by the opposite quantities of the touch"),
        new("spread", MeasureUnit.Price, 0, "best ask minus best bid"),
        new("spread_bps", MeasureUnit.BasisPoints, 0, "spread in basis points of the mid"),
        new("queue_imbalance", MeasureUnit.Number, 0, "(bid − ask) / (bid + ask) of the quantities at the touch"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        QuoteTick quote = market.Quote;
        if (!quote.IsTwoSided)
        {
            values.Fill(double.NaN);
            return;
        }

        values[0] = market.ToPrice(quote.Mid);
        values[1] = market.ToPrice(quote.WeightedMid);
        values[2] = market.ToPrice(quote.Spread);
        values[3] = 1e4 * quote.Spread / quote.Mid;
        values[4] = ((double)quote.BidQuantity - quote.AskQuantity) / ((double)quote.BidQuantity + quote.AskQuantity);
    }

    public override void Reset()
    {
    }
}
