namespace Trading.Sdk.Microstructure;

/// <summary>Average true range: Wilder's average of the true range. A bar that is not finite gives NaN and is skipped.</summary>
public sealed class AverageTrueRange : IStreamingMeasure<PriceBar>
{
    private readonly bool _skipsFirstBar;
    private readonly MeasureOutput[] _outputs;
    private SeededAverage _average;
    private double _lastClose = double.NaN;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1. Default 14.</param>
    /// <param name="skipFirstBar">
    /// True (Wilder): the first bar, which has no close before it, is left out, and the seed is the mean of the next n true ranges. False: the
    /// seed is the mean of the first n, the first being high − low. Default true.
    /// </param>
    public AverageTrueRange(int period = 14, bool skipFirstBar = true)
    {
        _average = SeededAverage.Wilder(Require.AtLeast(period, 1, nameof(period)));
        _skipsFirstBar = skipFirstBar;
        _outputs = [new("atr", MeasureUnit.Price, skipFirstBar ? period : period - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[0] = double.NaN;
        if (!input.IsFinite)
        {
            return;
        }

        if (!double.IsNaN(_lastClose) || !_skipsFirstBar)
        {
            outputs[0] = _average.Add(TrueRange.Of(input, _lastClose));
        }

        _lastClose = input.Close;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _average.Clear();
        _lastClose = double.NaN;
    }
}
