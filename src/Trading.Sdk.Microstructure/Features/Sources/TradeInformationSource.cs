using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Information in the trades of the interval by a vector autoregression fitted before: each trade with the return of the mid that followed it, so a trade counts
/// once the next one has come.
/// </summary>
internal sealed class TradeInformationSource(HasbrouckImpact model) : FeatureSource
{
    private readonly TradeInformation _information = new(model);
    private readonly double[] _outputs = new double[2];
    private double _lastLog = double.NaN;
    private double _lastSide;
    private double _surprise;
    private double _impact;
    private long _count;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("trade_surprise", MeasureUnit.Number, 0, "sum of the sides of the trades that nothing foresaw, since the last row; missing without trades") { WarmUpTrades = model.Lags + 2 },
        new("trade_information_bps", MeasureUnit.BasisPoints, 0, "what these surprises move the mid for good") { WarmUpTrades = model.Lags + 2 },
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        double log = market.PreviousQuote.IsTwoSided ? Math.Log(market.PreviousQuote.Mid) : double.NaN;
        _information.Update(new ImpactObservation(log - _lastLog, _lastSide), _outputs);
        if (double.IsFinite(_outputs[0]))
        {
            _surprise += _outputs[0];
            _impact += _outputs[1];
            _count++;
        }

        _lastLog = log;
        _lastSide = trade.Aggressor.Sign();
    }

    public override void OnClear(FeatureContext market)
    {
        _information.Reset();
        _lastLog = double.NaN;
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _count > 0 ? _surprise : double.NaN;
        values[1] = _count > 0 ? 1e4 * _impact : double.NaN;
        _surprise = _impact = 0;
        _count = 0;
    }

    public override void Reset()
    {
        _information.Reset();
        _lastLog = double.NaN;
        _lastSide = _surprise = _impact = 0;
        _count = 0;
    }
}
