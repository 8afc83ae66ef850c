namespace Trading.Sdk.Microstructure;

/// <summary>
/// A measure of bars as columns: its values for the last bar that was closed by the time of the row. Bars are cut from the trades; an interval without a trade
/// has no bar.
/// </summary>
internal sealed class BarSource : FeatureSource, IBarListener
{
    private readonly IStreamingMeasure<PriceBar> _measure;
    private readonly BarOptions _bars;
    private readonly double[] _values;

    public BarSource(IStreamingMeasure<PriceBar> measure, BarSelection bars, string parameters, string description)
    {
        _measure = measure;
        _bars = bars.Options;
        _values = new double[measure.Outputs.Count];
        _values.AsSpan().Fill(double.NaN);
        Features = [.. measure.Outputs.Select(o => new FeatureInfo($"{o.Name}{parameters}_{bars.Suffix}", o.Unit, 0, $"{description}, on {bars.Description}") { WarmUpBars = o.WarmUp + 1 })];
    }

    public override IReadOnlyList<FeatureInfo> Features { get; }

    public override FeatureInputs Inputs => FeatureInputs.None;

    public void OnBar(in PriceBar bar) => _measure.Update(bar, _values);

    public override void Write(FeatureContext market, long time, Span<double> values) => _values.CopyTo(values);

    public override void Reset()
    {
        _measure.Reset();
        _values.AsSpan().Fill(double.NaN);
    }

    internal override void Attach(FeatureContext market) => market.BarsOf(_bars).Add(this);
}
