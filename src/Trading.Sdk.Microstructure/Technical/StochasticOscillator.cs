namespace Trading.Sdk.Microstructure;

/// <summary>
/// Stochastic oscillator, 0…100: %K = 100 · (close − lowest low) / (highest high − lowest low) over n bars, averaged over m; %D = mean of the last
/// d %K. 50 while the range is 0. A bar that is not finite gives NaN and is skipped.
/// </summary>
public sealed class StochasticOscillator : IStreamingMeasure<PriceBar>
{
    private readonly double[] _highs;
    private readonly double[] _lows;
    private readonly RollingSum _smooth;
    private readonly RollingSum _signal;
    private readonly MeasureOutput[] _outputs;
    private long _count;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1. Default 14.</param>
    /// <param name="smoothing">m, at least 1; 1 = the fast form. Default 3.</param>
    /// <param name="signal">d, at least 1. Default 3.</param>
    public StochasticOscillator(int period = 14, int smoothing = 3, int signal = 3)
    {
        Require.AtLeast(period, 1, nameof(period));
        _highs = new double[period];
        _lows = new double[period];
        _smooth = new RollingSum(Require.AtLeast(smoothing, 1, nameof(smoothing)));
        _signal = new RollingSum(Require.AtLeast(signal, 1, nameof(signal)));
        _outputs = [new("stochastic_k", MeasureUnit.Number, period + smoothing - 2), new("stochastic_d", MeasureUnit.Number, period + smoothing + signal - 3)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[0] = outputs[1] = double.NaN;
        if (!input.IsFinite)
        {
            return;
        }

        int at = (int)(_count++ % _highs.Length);
        _highs[at] = input.High;
        _lows[at] = input.Low;
        if (_count < _highs.Length)
        {
            return;
        }

        double high = _highs[0], low = _lows[0];
        for (int i = 1; i < _highs.Length; i++)
        {
            high = Math.Max(high, _highs[i]);
            low = Math.Min(low, _lows[i]);
        }

        _smooth.Add(high > low ? 100.0 * (input.Close - low) / (high - low) : 50.0);
        if (_smooth.IsFull)
        {
            outputs[0] = _smooth.Sum / _smooth.Count;
            _signal.Add(outputs[0]);
            outputs[1] = _signal.IsFull ? _signal.Sum / _signal.Count : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _count = 0;
        _smooth.Clear();
        _signal.Clear();
    }
}
