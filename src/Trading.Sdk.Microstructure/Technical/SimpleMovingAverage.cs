namespace Trading.Sdk.Microstructure;

/// <summary>Mean of the last n values. First value with the n-th input; an input that is not finite gives NaN and is skipped.</summary>
public sealed class SimpleMovingAverage : IStreamingMeasure<double>
{
    private readonly RollingSum _window;
    private readonly MeasureOutput[] _outputs;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1.</param>
    public SimpleMovingAverage(int period)
    {
        _window = new RollingSum(Require.AtLeast(period, 1, nameof(period)));
        _outputs = [new("sma", MeasureUnit.Price, period - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        if (!double.IsFinite(input))
        {
            outputs[0] = double.NaN;
            return;
        }

        _window.Add(input);
        outputs[0] = _window.IsFull ? _window.Sum / _window.Count : double.NaN;
    }

    /// <inheritdoc/>
    public void Reset() => _window.Clear();
}
