namespace Trading.Sdk.Microstructure;

/// <summary>What is usual at this time of day by a profile fitted before, and the row's return in units of it.</summary>
internal sealed class SeasonalitySource(IntradaySeasonality profile) : FeatureSource
{
    private double _lastLog = double.NaN;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("seasonal_factor", MeasureUnit.Number, 0, "usual activity at this time of day over that of the mean slot; missing where the sample had nothing"),
        new("seasonal_return", MeasureUnit.Return, 1, "log return of the row divided by the factor"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double log = market.Quote.IsTwoSided ? Math.Log(market.Quote.Mid) : double.NaN;
        values[0] = profile.FactorAt(time);
        values[1] = (log - _lastLog) / values[0];
        _lastLog = log;
    }

    public override void Reset() => _lastLog = double.NaN;
}
