namespace Trading.Sdk.Microstructure;

/// <summary>Amihud illiquidity over n rows.</summary>
internal sealed class AmihudSource(int rows) : FeatureSource
{
    private readonly AmihudIlliquidity _measure = new(rows);
    private double _value;
    private double _lastLog = double.NaN;

    public override IReadOnlyList<FeatureInfo> Features { get; } = [new("amihud", MeasureUnit.Number, rows, $"mean of |return| / traded value over the last {rows} rows with trades")];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _value += (double)trade.Price * trade.Quantity;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double log = market.Quote.IsTwoSided ? Math.Log(market.Quote.Mid) : double.NaN;
        _measure.Update(new TradedReturn(log - _lastLog, market.ToQuantity(market.ToPrice(_value))), values);
        _lastLog = log;
        _value = 0;
    }

    public override void Reset()
    {
        _measure.Reset();
        _value = 0;
        _lastLog = double.NaN;
    }
}
