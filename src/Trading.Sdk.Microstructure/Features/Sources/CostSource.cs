using System.Globalization;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Cost to trade a quantity at the row's time.</summary>
internal sealed class CostSource : FeatureSource
{
    private readonly long _quantity;

    public CostSource(double quantity, Instrument instrument)
    {
        _quantity = Math.Max(1, (long)Math.Round(quantity / (double)instrument.Quantity.Value));
        string text = quantity.ToString(CultureInfo.InvariantCulture);
        Features =
        [
            new($"buy_cost_{text}_bps", MeasureUnit.BasisPoints, 0, $"cost of buying {text} at once against the mid; missing when the book is too thin"),
            new($"sell_cost_{text}_bps", MeasureUnit.BasisPoints, 0, $"cost of selling {text} at once against the mid; missing when the book is too thin"),
        ];
    }

    public override IReadOnlyList<FeatureInfo> Features { get; }

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        market.CostOf(_quantity, out values[0], out values[1]);
    }

    public override void Reset()
    {
    }
}
