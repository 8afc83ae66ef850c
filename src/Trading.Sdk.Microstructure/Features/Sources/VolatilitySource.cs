namespace Trading.Sdk.Microstructure;

/// <summary>Realized and bipower volatility of the mid over n rows. A row without a mid counts as no return.</summary>
internal sealed class VolatilitySource(int rows) : FeatureSource
{
    private readonly RollingSum _squares = new(rows);
    private readonly RollingSum _products = new(rows - 1);
    private double _lastLog = double.NaN;
    private double _lastAbsolute = double.NaN;

    public override IReadOnlyList<FeatureInfo> Features { get; } =
    [
        new($"realized_volatility_{rows}", MeasureUnit.Return, rows, $"√Σ r² over the last {rows} rows"),
        new($"bipower_volatility_{rows}", MeasureUnit.Return, rows, $"√(π/2 · Σ |r||r'|) over the last {rows} rows: without jumps"),
    ];

    public override FeatureInputs Inputs => FeatureInputs.None;

    public override void Write(FeatureContext market, long time, Span<double> values)
    {
        double log = market.Quote.IsTwoSided ? Math.Log(market.Quote.Mid) : double.NaN;
        double r = log - _lastLog;
        if (double.IsFinite(log))
        {
            _lastLog = log;
        }

        if (double.IsFinite(r))
        {
            double absolute = Math.Abs(r);
            _squares.Add(r * r);
            if (double.IsFinite(_lastAbsolute))
            {
                _products.Add(absolute * _lastAbsolute);
            }

            _lastAbsolute = absolute;
        }

        values[0] = _squares.IsFull ? Math.Sqrt(Math.Max(0.0, _squares.Sum)) : double.NaN;
        values[1] = _squares.IsFull ? Math.Sqrt(Math.Max(0.0, 0.5 * Math.PI * _products.Sum)) : double.NaN;
    }

    public override void Reset()
    {
        _squares.Clear();
        _products.Clear();
        _lastLog = _lastAbsolute = double.NaN;
    }
}
