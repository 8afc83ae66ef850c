using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Hawkes intensities of buyer- and seller-initiated trades with frozen parameters, at the row's time.</summary>
internal sealed class HawkesSource(HawkesParameters parameters) : FeatureSource
{
    private readonly HawkesIntensity _buys = new(parameters);
    private readonly HawkesIntensity _sells = new(parameters);
    private readonly double[] _output = new double[1];

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("hawkes_buy_intensity", MeasureUnit.PerSecond, 0, $"μ + Σ α·e^(−β(t − tᵢ)) of buyer-initiated trades, μ {parameters.Mu}, α {parameters.Alpha}, β {parameters.Beta}"),
        new("hawkes_sell_intensity", MeasureUnit.PerSecond, 0, "the same of seller-initiated trades"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        if (trade.Aggressor != Side.None)
        {
            (trade.Aggressor == Side.Bid ? _buys : _sells).Update(trade.Time, _output);
        }
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _buys.At(time);
        values[1] = _sells.At(time);
    }

    public override void Reset()
    {
        _buys.Reset();
        _sells.Reset();
    }
}
