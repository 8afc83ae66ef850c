using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>VPIN at the row's time.</summary>
internal sealed class VpinSource(double bucketQuantity, int buckets, Instrument instrument) : FeatureSource
{
    private readonly Vpin _vpin = new(Math.Max(1, (long)Math.Round(bucketQuantity / (double)instrument.Quantity.Value)), buckets);

    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new("vpin", MeasureUnit.Number, 0, $"toxicity proxy: mean |buy − sell| share over {buckets} buckets; missing until they are full") { WarmUpQuantity = bucketQuantity * buckets }];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _vpin.Update(trade);

    public override void Write(FeatureContext market, long time, Span<double> values) => values[0] = _vpin.Value;

    public override void Reset() => _vpin.Reset();
}
