namespace Trading.Sdk.Microstructure;

/// <summary>
/// Exponential moving average with α = 2 / (n + 1), seeded with the mean of the first n values at the n-th input. An input that is not finite
/// gives NaN and is skipped.
/// </summary>
public sealed class ExponentialMovingAverage : IStreamingMeasure<double>
{
    private readonly MeasureOutput[] _outputs;
    private SeededAverage _average;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1.</param>
    public ExponentialMovingAverage(int period)
    {
        _average = SeededAverage.Exponential(Require.AtLeast(period, 1, nameof(period)));
        _outputs = [new("ema", MeasureUnit.Price, period - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs) => outputs[0] = double.IsFinite(input) ? _average.Add(input) : double.NaN;

    /// <inheritdoc/>
    public void Reset() => _average.Clear();
}
