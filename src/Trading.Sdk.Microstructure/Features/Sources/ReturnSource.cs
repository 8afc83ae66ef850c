namespace Trading.Sdk.Microstructure;

/// <summary>Log return of the mid over n rows.</summary>
internal sealed class ReturnSource(int rows) : FeatureSource
{
    private readonly double[] _ring = new double[rows];
    private long _count;

    public override IReadOnlyList<FeatureInfo> Features { get; } = [new($"return_{rows}", MeasureUnit.Return, rows, $"ln(mid / mid {rows} rows earlier)")];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double log = market.Quote.IsTwoSided ? Math.Log(market.Quote.Mid) : double.NaN;
        int at = (int)(_count % rows);
        values[0] = _count < rows ? double.NaN : log - _ring[at];
        _ring[at] = log;
        _count++;
    }

    public override void Reset() => _count = 0;
}
