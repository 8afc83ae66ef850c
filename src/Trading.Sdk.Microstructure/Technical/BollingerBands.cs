namespace Trading.Sdk.Microstructure;

/// <summary>
/// Bollinger bands: the mean of the last n values ± k population standard deviations; percent b = (value − lower) / (upper − lower);
/// bandwidth = (upper − lower) / mean. Percent b is NaN while the values do not vary. An input that is not finite gives NaN and is skipped.
/// </summary>
public sealed class BollingerBands : IStreamingMeasure<double>
{
    private readonly RollingSum _window;
    private readonly double _deviations;
    private readonly MeasureOutput[] _outputs;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 2. Default 20.</param>
    /// <param name="deviations">k, above 0. Default 2.</param>
    public BollingerBands(int period = 20, double deviations = 2.0)
    {
        _window = new RollingSum(Require.AtLeast(period, 2, nameof(period)));
        _deviations = Require.Above(deviations, 0.0, nameof(deviations));
        _outputs =
        [
            new("bollinger_upper", MeasureUnit.Price, period - 1),
            new("bollinger_middle", MeasureUnit.Price, period - 1),
            new("bollinger_lower", MeasureUnit.Price, period - 1),
            new("percent_b", MeasureUnit.Number, period - 1),
            new("bandwidth", MeasureUnit.Number, period - 1),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        outputs[..5].Fill(double.NaN);
        if (!double.IsFinite(input))
        {
            return;
        }

        _window.Add(input);
        if (!_window.IsFull)
        {
            return;
        }

        double mean = _window.Sum / _window.Count;
        double squares = 0;
        foreach (double value in _window.Values)
        {
            squares += (value - mean) * (value - mean);
        }

        double half = _deviations * Math.Sqrt(squares / _window.Count);
        outputs[0] = mean + half;
        outputs[1] = mean;
        outputs[2] = mean - half;
        outputs[3] = (input - outputs[2]) / (outputs[0] - outputs[2]);
        outputs[4] = (outputs[0] - outputs[2]) / mean;
    }

    /// <inheritdoc/>
    public void Reset() => _window.Clear();
}
