namespace Trading.Sdk.Microstructure;

/// <summary>
/// Relative strength index, 0…100: 100 − 100 / (1 + average gain / average loss) with Wilder's averages seeded by the mean of the first n
/// changes. First value after n changes; without losses 100.
/// </summary>
/// <remarks>J. W. Wilder, "New Concepts in Technical Trading Systems", 1978, section VI. An input that is not finite gives NaN and is skipped.</remarks>
public sealed class RelativeStrengthIndex : IStreamingMeasure<double>
{
    private readonly MeasureOutput[] _outputs;
    private SeededAverage _gain;
    private SeededAverage _loss;
    private double _last = double.NaN;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1. Default 14.</param>
    public RelativeStrengthIndex(int period = 14)
    {
        _gain = SeededAverage.Wilder(Require.AtLeast(period, 1, nameof(period)));
        _loss = SeededAverage.Wilder(period);
        _outputs = [new("rsi", MeasureUnit.Number, period)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        outputs[0] = double.NaN;
        if (!double.IsFinite(input))
        {
            return;
        }

        double change = input - _last;
        _last = input;
        if (double.IsNaN(change))
        {
            return;
        }

        double gain = _gain.Add(Math.Max(change, 0.0));
        double loss = _loss.Add(Math.Max(-change, 0.0));
        if (!double.IsNaN(gain))
        {
            outputs[0] = loss == 0.0 ? 100.0 : 100.0 - (100.0 / (1.0 + (gain / loss)));
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _gain.Clear();
        _loss.Clear();
        _last = double.NaN;
    }
}
