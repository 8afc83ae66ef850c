using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Liquidity score at the row's time.</summary>
internal sealed class LiquidityScoreSource(int basisPoints, double quantity, int rows, Instrument instrument) : FeatureSource
{
    private readonly long _quantity = Math.Max(1, (long)Math.Round(quantity / (double)instrument.Quantity.Value));
    private readonly LiquidityScore _score = new(new LiquidityScoreOptions { Window = rows });

    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [new("liquidity_score", MeasureUnit.Number, Math.Min(30, rows), $"0…1: spread, depth within {basisPoints} basis points and cost of {quantity} against the last {rows} rows")];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        QuoteTick quote = market.Quote;
        if (!quote.IsTwoSided)
        {
            values[0] = double.NaN;
            return;
        }

        market.DepthWithin(basisPoints, out DepthSum bids, out DepthSum asks);
        market.CostOf(_quantity, out double buy, out double sell);
        double depth = (double)bids.Quantity + asks.Quantity;
        double cost = buy + sell;
        values[0] = _score.Update(1e4 * quote.Spread / quote.Mid, depth, cost);
    }

    public override void Reset() => _score.Reset();
}
