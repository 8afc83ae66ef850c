namespace Trading.Sdk.Microstructure;

/// <summary>Stoikov's microprice of the row's touch by a chain fitted before.</summary>
internal sealed class ChainMicropriceSource(MicropriceModel model, long tick) : FeatureSource
{
    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("chain_microprice", MeasureUnit.Price, 0, "expected mid after its next moves, given imbalance and spread"),
        new("chain_microprice_offset_bps", MeasureUnit.BasisPoints, 0, "the same minus mid, in basis points of the mid"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double price = model.Of(market.Quote, tick);
        values[0] = market.ToPrice(price);
        values[1] = 1e4 * (price - market.Quote.Mid) / market.Quote.Mid;
    }

    public override void Reset()
    {
    }
}
