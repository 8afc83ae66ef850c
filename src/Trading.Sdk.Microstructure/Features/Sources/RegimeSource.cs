using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Regime of the mid and of liquidity by the returns of the rows.</summary>
internal sealed class RegimeSource : FeatureSource
{
    private readonly RegimeClassifier _classifier;
    private readonly LiquidityScore _score = new();
    private readonly int _basisPoints;
    private readonly long _quantity;
    private double _lastLog = double.NaN;

    public RegimeSource(RegimeOptions options, int basisPoints, double quantity, Instrument instrument)
    {
        _classifier = new RegimeClassifier(options);
        _basisPoints = basisPoints;
        _quantity = Math.Max(1, (long)Math.Round(quantity / (double)instrument.Quantity.Value));
        // The first row has no return yet.
        Features = [.. _classifier.Outputs.Select(o => new FeatureInfo(o.Name, o.Unit, o.WarmUp == 0 ? 0 : o.WarmUp + 1, Describe(o.Name)))];
    }

    public override IReadOnlyList<FeatureInfo> Features { get; }

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        QuoteTick quote = market.Quote;
        double log = quote.IsTwoSided ? Math.Log(quote.Mid) : double.NaN;
        double liquidity = double.NaN;
        if (quote.IsTwoSided)
        {
            market.DepthWithin(_basisPoints, out DepthSum bids, out DepthSum asks);
            market.CostOf(_quantity, out double buy, out double sell);
            liquidity = _score.Update(1e4 * quote.Spread / quote.Mid, (double)bids.Quantity + asks.Quantity, buy + sell);
        }

        _classifier.Update(new RegimeObservation(log - _lastLog, liquidity), values);
        _lastLog = log;
    }

    public override void Reset()
    {
        _classifier.Reset();
        _score.Reset();
        _lastLog = double.NaN;
    }

    private static string Describe(string output) => output switch
    {
        "regime" => "1 ranging, 2 trending, 3 volatile, with hysteresis",
        "window_direction" => "sign of the return over the window",
        "stressed_liquidity" => "1 while the liquidity score is low, with hysteresis",
        _ => $"probability of the regime: {output[..output.IndexOf('_', StringComparison.Ordinal)]}",
    };
}
