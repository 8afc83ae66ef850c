namespace Trading.Sdk.Microstructure;

/// <summary>Kyle's lambda over n rows: mid change on net aggressive flow.</summary>
internal sealed class KyleSource(int rows) : FeatureSource
{
    private readonly KyleLambda _lambda = new(rows);
    private readonly double[] _outputs = new double[2];
    private double _flow;
    private double _lastMid = double.NaN;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("kyle_lambda", MeasureUnit.Number, rows, $"price change per quantity of net flow, regression over {rows} rows"),
        new("kyle_r_squared", MeasureUnit.Number, rows, "its coefficient of determination"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _flow += MarketData.SideExtensions.Sign(trade.Aggressor) * (double)trade.Quantity;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double mid = market.Quote.IsTwoSided ? market.ToPrice(market.Quote.Mid) : double.NaN;
        _lambda.Update(new ImpactObservation(mid - _lastMid, market.ToQuantity(_flow)), _outputs);
        _outputs.CopyTo(values);
        _lastMid = mid;
        _flow = 0;
    }

    public override void Reset()
    {
        _lambda.Reset();
        _lastMid = double.NaN;
        _flow = 0;
    }
}
