using System.Globalization;

namespace Trading.Sdk.Microstructure;

/// <summary>Fading trade rates at the row's time.</summary>
internal sealed class IntensitySource : FeatureSource
{
    private readonly FlowIntensity _flow;

    public IntensitySource(double seconds)
    {
        _flow = new FlowIntensity(TimeSpan.FromSeconds(seconds));
        string text = seconds.ToString(CultureInfo.InvariantCulture);
        Features =
        [
            new($"buy_rate_{text}s", MeasureUnit.PerSecond, 0, $"exponentially weighted rate of buyer-initiated trades, time constant {text} s"),
            new($"sell_rate_{text}s", MeasureUnit.PerSecond, 0, $"exponentially weighted rate of seller-initiated trades, time constant {text} s"),
        ];
    }

    public override IReadOnlyList<FeatureInfo> Features { get; }

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _flow.Update(trade);

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _flow.BuyRateAt(time);
        values[1] = _flow.SellRateAt(time);
    }

    public override void Reset() => _flow.Reset();
}
