namespace Trading.Sdk.Microstructure;

/// <summary>Resilience of the touch over the last n trades that thinned it.</summary>
internal sealed class ResilienceSource : FeatureSource
{
    private readonly BookResilience _measure;
    private readonly RollingSum _seconds;
    private readonly RollingSum _recovered;

    public ResilienceSource(double timeoutSeconds, double share, int trades)
    {
        _measure = new BookResilience(TimeSpan.FromSeconds(timeoutSeconds), share);
        _seconds = new RollingSum(trades);
        _recovered = new RollingSum(trades);
        Features =
        [
            new("recovery_seconds", MeasureUnit.Seconds, 0, $"mean time until spread and touch are back, the last {trades} trades that thinned it; a time-out counts {timeoutSeconds} s") { WarmUpTrades = 1 },
            new("recovered_share", MeasureUnit.Number, 0, "share of them that came back in time") { WarmUpTrades = 1 },
        ];
    }

    public override IReadOnlyList<FeatureInfo> Features { get; }

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _measure.OnTrade(trade, market.PreviousQuote);

    public override void OnDepth(FeatureContext market)
    {
        if (_measure.OnQuote(market.Quote, out BookRecovery recovery))
        {
            _seconds.Add(recovery.RecoveryNanos * 1e-9);
            _recovered.Add(recovery.IsRecovered ? 1.0 : 0.0);
        }
    }

    public override void OnClear(FeatureContext market) => _measure.Reset();

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _seconds.Count > 0 ? _seconds.Sum / _seconds.Count : double.NaN;
        values[1] = _recovered.Count > 0 ? _recovered.Sum / _recovered.Count : double.NaN;
    }

    public override void Reset()
    {
        _measure.Reset();
        _seconds.Clear();
        _recovered.Clear();
    }
}
