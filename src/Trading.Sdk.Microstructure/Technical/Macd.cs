namespace Trading.Sdk.Microstructure;

/// <summary>
/// Moving average convergence divergence: fast minus slow exponential average, its own exponential average as signal, and the difference as
/// histogram. Each average is seeded with the mean of its first values. An input that is not finite gives NaN and is skipped.
/// </summary>
public sealed class Macd : IStreamingMeasure<double>
{
    private readonly MeasureOutput[] _outputs;
    private SeededAverage _fast;
    private SeededAverage _slow;
    private SeededAverage _signal;

    /// <summary>Makes the measure.</summary>
    /// <param name="fast">Period of the fast average, at least 1. Default 12.</param>
    /// <param name="slow">Period of the slow average, above the fast one. Default 26.</param>
    /// <param name="signal">Period of the signal, at least 1. Default 9.</param>
    public Macd(int fast = 12, int slow = 26, int signal = 9)
    {
        _fast = SeededAverage.Exponential(Require.AtLeast(fast, 1, nameof(fast)));
        _slow = SeededAverage.Exponential(Require.Above(slow, fast, nameof(slow)));
        _signal = SeededAverage.Exponential(Require.AtLeast(signal, 1, nameof(signal)));
        _outputs = [new("macd", MeasureUnit.Price, slow - 1), new("macd_signal", MeasureUnit.Price, slow + signal - 2), new("macd_histogram", MeasureUnit.Price, slow + signal - 2)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        outputs[..3].Fill(double.NaN);
        if (!double.IsFinite(input))
        {
            return;
        }

        double fast = _fast.Add(input);
        double slow = _slow.Add(input);
        if (!double.IsNaN(slow))
        {
            outputs[0] = fast - slow;
            outputs[1] = _signal.Add(outputs[0]);
            outputs[2] = outputs[0] - outputs[1];
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _fast.Clear();
        _slow.Clear();
        _signal.Clear();
    }
}
