namespace Trading.Sdk.Microstructure;

/// <summary>Volatility of the last n trade prices without the noise of the spread.</summary>
internal sealed class NoiseRobustSource(int trades, int scale, int bandwidth) : FeatureSource
{
    private readonly NoiseRobustVolatility _measure = new(trades, scale, bandwidth);
    private readonly double[] _outputs = new double[3];

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("tick_volatility", MeasureUnit.Return, 0, $"√Σ r² of the last {trades} trade prices, noise included") { WarmUpTrades = trades },
        new("two_scale_volatility", MeasureUnit.Return, 0, $"square root of the two-scale variance of them, K = {scale}") { WarmUpTrades = trades },
        new("kernel_volatility", MeasureUnit.Return, 0, $"square root of the realized kernel of them, H = {bandwidth}") { WarmUpTrades = trades },
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _measure.Add(trade.Price);

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        _measure.Read(_outputs);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sqrt(_outputs[i]);
        }
    }

    public override void Reset() => _measure.Reset();
}
