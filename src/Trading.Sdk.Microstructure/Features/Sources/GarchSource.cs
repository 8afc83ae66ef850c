namespace Trading.Sdk.Microstructure;

/// <summary>GARCH forecast of the volatility of the next row's return with frozen parameters. A row without a mid gives no return and ends the chain of returns.</summary>
internal sealed class GarchSource(GarchParameters parameters) : FeatureSource
{
    private readonly GarchVariance _variance = new(parameters);
    private double _lastLog = double.NaN;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new("garch_volatility", MeasureUnit.Return, 1, $"forecast for the return of the next row, μ {parameters.Mu}, ω {parameters.Omega}, α {parameters.Alpha}, β {parameters.Beta}")];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double log = market.Quote.IsTwoSided ? Math.Log(market.Quote.Mid) : double.NaN;
        _variance.Update(log - _lastLog, values);
        values[0] = Math.Sqrt(values[0]);
        _lastLog = log;
    }

    public override void Reset()
    {
        _variance.Reset();
        _lastLog = double.NaN;
    }
}
