namespace Trading.Sdk.Microstructure;

/// <summary>How busy the book is.</summary>
internal sealed class ActivitySource : FeatureSource
{
    private long _messages;
    private long _lastDepth = long.MinValue;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("depth_messages", MeasureUnit.Number, 0, "depth messages since the last row"),
        new("book_age", MeasureUnit.Seconds, 0, "time since the last depth message"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.Depth;

    public override void OnDepth(FeatureContext market)
    {
        _messages++;
        _lastDepth = market.Time;
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values[0] = _messages;
        values[1] = _lastDepth == long.MinValue ? double.NaN : (time - _lastDepth) * 1e-9;
        _messages = 0;
    }

    public override void Reset()
    {
        _messages = 0;
        _lastDepth = long.MinValue;
    }
}
