namespace Trading.Sdk.Microstructure;

/// <summary>True range: max(high − low, |high − last close|, |low − last close|); high − low for the first bar.</summary>
/// <remarks>Wilder 1978, section III. A bar that is not finite gives NaN and is skipped.</remarks>
public sealed class TrueRange : IStreamingMeasure<PriceBar>
{
    private double _lastClose = double.NaN;

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs { get; } = [new("true_range", MeasureUnit.Price)];

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[0] = input.IsFinite ? Of(input, _lastClose) : double.NaN;
        if (input.IsFinite)
        {
            _lastClose = input.Close;
        }
    }

    /// <inheritdoc/>
    public void Reset() => _lastClose = double.NaN;

    internal static double Of(in PriceBar bar, double lastClose)
    {
        double range = bar.High - bar.Low;
        return double.IsNaN(lastClose) ? range : Math.Max(range, Math.Max(Math.Abs(bar.High - lastClose), Math.Abs(bar.Low - lastClose)));
    }
}
