using System.Globalization;

namespace Trading.Sdk.Microstructure;

/// <summary>Effective spread, realized spread and price impact of the trades whose horizon passed in the interval: a trade shows at its time + δ.</summary>
internal sealed class ExecutionQualitySource : FeatureSource
{
    private readonly ExecutionQuality _quality;
    private double _realized;
    private double _impact;
    private double _weight;

    public ExecutionQualitySource(double horizonSeconds)
    {
        _quality = new ExecutionQuality(TimeSpan.FromSeconds(horizonSeconds));
        string text = horizonSeconds.ToString(CultureInfo.InvariantCulture);
        Features =
        [
            new($"realized_spread_{text}s_bps", MeasureUnit.BasisPoints, 0, $"2 · side · (price − mid {text} s later) in basis points of the mid before, volume-weighted over the trades whose horizon passed since the last row"),
            new($"price_impact_{text}s_bps", MeasureUnit.BasisPoints, 0, "2 · side · (mid later − mid before): the adverse selection of the makers, over the same trades"),
            new($"effective_spread_{text}s_bps", MeasureUnit.BasisPoints, 0, "the sum of the two, over the same trades"),
        ];
    }

    public override IReadOnlyList<FeatureInfo> Features { get; }

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        Take(trade.Time);
        _quality.OnTrade(trade);
    }

    public override void OnDepth(FeatureContext market)
    {
        Take(market.Time);
        _quality.OnQuote(market.Quote);
    }

    public override void OnClear(FeatureContext market)
    {
        Take(market.Time);
        _quality.OnQuote(default);
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        Take(time);
        values[0] = _weight > 0 ? _realized / _weight : double.NaN;
        values[1] = _weight > 0 ? _impact / _weight : double.NaN;
        values[2] = values[0] + values[1];
        _realized = _impact = _weight = 0;
    }

    public override void Reset()
    {
        _quality.Reset();
        _realized = _impact = _weight = 0;
    }

    private void Take(long time)
    {
        while (_quality.TryTake(time, out TradeExecution e))
        {
            double weight = 1e4 * e.Quantity / e.BenchmarkBefore;
            _realized += weight * e.RealizedSpread;
            _impact += weight * e.PriceImpact;
            _weight += e.Quantity;
        }
    }
}
