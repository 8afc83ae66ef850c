namespace Trading.Sdk.Microstructure;

/// <summary>Point of control and value area of the last n trades, as distances from the mid. The width of a bin is fixed by the price of the first trade.</summary>
internal sealed class VolumeProfileSource(int trades, double binBasisPoints) : FeatureSource
{
    private readonly double[] _outputs = new double[3];
    private RollingVolumeProfile? _profile;
    private long _binWidth;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new("control_distance_bps", MeasureUnit.BasisPoints, 0, $"point of control of the last {trades} trades minus mid, in basis points of the mid; bins of {binBasisPoints} basis points") { WarmUpTrades = trades },
        new("value_low_distance_bps", MeasureUnit.BasisPoints, 0, "lower edge of the 70 % value area minus mid") { WarmUpTrades = trades },
        new("value_high_distance_bps", MeasureUnit.BasisPoints, 0, "upper edge of the 70 % value area minus mid") { WarmUpTrades = trades },
    ];

    public override FeatureInputs Inputs => FeatureInputs.Trades;

    public override void OnTrade(FeatureContext market, in TradeTick trade)
    {
        if (_binWidth == 0)
        {
            long width = Math.Max(1, (long)Math.Round(Math.Abs(trade.Price) * binBasisPoints * 1e-4));
            _binWidth = width;
            _profile = new RollingVolumeProfile(trades, width);
        }

        _profile!.Add(trade);
    }

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        values.Fill(double.NaN);
        if (_profile is null || !market.Quote.IsTwoSided)
        {
            return;
        }

        _profile.Read(_outputs);
        double mid = market.Quote.Mid;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 1e4 * (_outputs[i] - mid) / mid;
        }
    }

    public override void Reset()
    {
        _profile = null;
        _binWidth = 0;
    }
}
