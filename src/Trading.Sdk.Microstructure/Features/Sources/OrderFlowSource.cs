namespace Trading.Sdk.Microstructure;

/// <summary>Order-flow imbalance of the touch over the interval.</summary>
internal sealed class OrderFlowSource : FeatureSource
{
    private readonly OrderFlowImbalance _flow = new();
    private long _sumAtRow;
    private double _depthSum;
    private long _depthCount;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("ofi", MeasureUnit.Quantity, 0, "order-flow imbalance of the touch since the last row"),
        new("ofi_normalized", MeasureUnit.Number, 0, "the same divided by the mean quantity at the touch, per side"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.Depth;

    public override void OnDepth(FeatureContext market)
    {
        QuoteTick quote = market.Quote;
        _flow.Update(quote);
        _depthSum += 0.5 * ((double)quote.BidQuantity + quote.AskQuantity);
        _depthCount++;
    }

    public override void OnClear(FeatureContext market) => _flow.Update(default);

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double sum = _flow.Sum - _sumAtRow;
        values[0] = market.Quote.IsTwoSided ? market.ToQuantity(sum) : double.NaN;
        double depth = _depthCount > 0 ? _depthSum / _depthCount : 0.5 * ((double)market.Quote.BidQuantity + market.Quote.AskQuantity);
        values[1] = market.Quote.IsTwoSided && depth > 0 ? sum / depth : double.NaN;
        _sumAtRow = _flow.Sum;
        _depthSum = 0;
        _depthCount = 0;
    }

    public override void Reset()
    {
        _flow.Reset();
        _sumAtRow = 0;
        _depthSum = 0;
        _depthCount = 0;
    }
}
