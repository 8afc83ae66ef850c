namespace Trading.Sdk.Microstructure;

/// <summary>Roll's implied spread over n trades.</summary>
internal sealed class RollSource(int trades) : FeatureSource
{
    private readonly RollSpread _roll = new(trades);

    public override IReadOnlyList<FeatureInfo> Features { get; } = [new("roll_spread", MeasureUnit.Price, 0, $"2·√(−autocovariance) of the last {trades} trade price changes; missing when the covariance is not negative") { WarmUpTrades = trades + 1 }];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade) => _roll.Add(trade.Price);

    public override void Write(FeatureContext market, long time, Span<double> values) => values[0] = market.ToPrice(_roll.Value);

    public override void Reset() => _roll.Reset();
}
