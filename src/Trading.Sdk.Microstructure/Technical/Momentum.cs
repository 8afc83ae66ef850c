namespace Trading.Sdk.Microstructure;

/// <summary>Momentum over n inputs: the difference, and the logarithm of the ratio (NaN unless both values are positive). An input that is not finite gives NaN and is skipped.</summary>
public sealed class Momentum : IStreamingMeasure<double>
{
    private readonly double[] _ring;
    private readonly MeasureOutput[] _outputs;
    private long _count;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1. Default 10.</param>
    public Momentum(int period = 10)
    {
        _ring = new double[Require.AtLeast(period, 1, nameof(period))];
        _outputs = [new("momentum", MeasureUnit.Price, period), new("log_return", MeasureUnit.Return, period)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        outputs[0] = outputs[1] = double.NaN;
        if (!double.IsFinite(input))
        {
            return;
        }

        int at = (int)(_count % _ring.Length);
        if (_count >= _ring.Length)
        {
            double before = _ring[at];
            outputs[0] = input - before;
            outputs[1] = input > 0 && before > 0 ? Math.Log(input / before) : double.NaN;
        }

        _ring[at] = input;
        _count++;
    }

    /// <inheritdoc/>
    public void Reset() => _count = 0;
}
