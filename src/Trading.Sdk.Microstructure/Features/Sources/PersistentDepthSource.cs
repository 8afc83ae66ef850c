using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The strongest support and resistance among the best n levels, sampled at each row.</summary>
internal sealed class PersistentDepthSource(int levels, double seconds, double strength) : FeatureSource
{
    private readonly PersistentDepth _depth = new(TimeSpan.FromSeconds(seconds));
    private readonly PersistentLevel[] _strongest = new PersistentLevel[1];

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("support_distance_bps", MeasureUnit.BasisPoints, 0, $"mid to the bid price with the strongest time-weighted depth ({seconds} s); missing when none is {strength} times the median"),
        new("support_strength", MeasureUnit.Number, 0, "its average depth in multiples of the side's median"),
        new("resistance_distance_bps", MeasureUnit.BasisPoints, 0, "mid to the ask price with the strongest time-weighted depth"),
        new("resistance_strength", MeasureUnit.Number, 0, "its average depth in multiples of the side's median"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override int TopLevels => levels;

    public override void OnClear(FeatureContext market) => _depth.Reset();

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values.Fill(double.NaN);
        if (!market.Quote.IsTwoSided)
        {
            return;
        }

        _depth.Update(time, market.TopBids(levels), market.TopAsks(levels));
        Strongest(Side.Bid, market.Quote.Mid, values);
        Strongest(Side.Ask, market.Quote.Mid, values[2..]);
    }

    public override void Reset() => _depth.Reset();

    private void Strongest(Side side, double mid, Span<double> values)
    {
        if (_depth.CopyStrongest(side, _strongest, strength) > 0)
        {
            values[0] = 1e4 * Math.Abs(_strongest[0].Price - mid) / mid;
            values[1] = _strongest[0].Strength;
        }
    }
}
