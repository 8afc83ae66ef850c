namespace Trading.Sdk.Microstructure;

/// <summary>Order-flow imbalance of each of n levels over the interval.</summary>
internal sealed class MultiLevelOrderFlowSource(int levels) : FeatureSource
{
    private readonly MultiLevelOrderFlow _flow = new(levels);
    private readonly long[] _sumsAtRow = new long[levels];

    public override IReadOnlyList<FeatureInfo> Features { get; } =
        [.. Enumerable.Range(1, levels).Select(m => new FeatureInfo($"ofi_level_{m}", MeasureUnit.Quantity, 0, $"order-flow imbalance of level {m} since the last row"))];

    public override FeatureInputs Inputs => FeatureInputs.Depth;

    public override int TopLevels => levels;

    public override void OnDepth(FeatureContext market) => _flow.Update(market.TopBids(levels), market.TopAsks(levels));

    public override void OnClear(FeatureContext market) => _flow.Break();

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        for (int m = 0; m < values.Length; m++)
        {
            values[m] = market.Quote.IsTwoSided ? market.ToQuantity(_flow.Sums[m] - _sumsAtRow[m]) : double.NaN;
            _sumsAtRow[m] = _flow.Sums[m];
        }
    }

    public override void Reset()
    {
        _flow.Reset();
        Array.Clear(_sumsAtRow);
    }
}
