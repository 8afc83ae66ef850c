namespace Trading.Sdk.Microstructure;

/// <summary>
/// Variance of the last n tick prices by the estimators of <see cref="NoiseRobustVariance"/>, as a stream. Outputs: plain realized variance, two-scale variance
/// (not below 0), realized kernel. A price that is not finite or not above 0 is skipped; the outputs stay.
/// </summary>
/// <remarks>Linear in n · H per reading: add prices with <see cref="Add"/> and read when needed.</remarks>
public sealed class NoiseRobustVolatility : IStreamingMeasure<double>
{
    private readonly double[] _ring;
    private readonly double[] _logs;
    private readonly int _scale;
    private readonly int _bandwidth;
    private readonly MeasureOutput[] _outputs;
    private int _count;
    private int _next;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Prices n, above scale + 1 and bandwidth + 1. Default 300.</param>
    /// <param name="scale">K of the two-scale variance, at least 2. Default 10.</param>
    /// <param name="bandwidth">H of the kernel, at least 0. Default 10.</param>
    public NoiseRobustVolatility(int window = 300, int scale = 10, int bandwidth = 10)
    {
        _scale = Require.AtLeast(scale, 2, nameof(scale));
        _bandwidth = Require.AtLeast(bandwidth, 0, nameof(bandwidth));
        _ring = new double[Require.AtLeast(window, Math.Max(scale, bandwidth) + 2, nameof(window))];
        _logs = new double[window];
        _outputs = [new("tick_realized_variance", MeasureUnit.Variance, window - 1), new("two_scale_variance", MeasureUnit.Variance, window - 1), new("kernel_variance", MeasureUnit.Variance, window - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <summary>Takes the next price without computing.</summary>
    public void Add(double price)
    {
        if (!double.IsFinite(price) || price <= 0)
        {
            return;
        }

        _ring[_next] = Math.Log(price);
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _ring.Length);
    }

    /// <summary>Computes the outputs; NaN before n prices.</summary>
    /// <param name="outputs">Receives the three outputs.</param>
    public void Read(Span<double> outputs)
    {
        outputs[..3].Fill(double.NaN);
        if (_count < _ring.Length)
        {
            return;
        }

        _ring.AsSpan(_next).CopyTo(_logs);
        _ring.AsSpan(0, _next).CopyTo(_logs.AsSpan(_ring.Length - _next));
        outputs[0] = NoiseRobustVariance.KernelOfLogs(_logs, 0);
        outputs[1] = Math.Max(0.0, NoiseRobustVariance.TwoScaleOfLogs(_logs, _scale));
        outputs[2] = NoiseRobustVariance.KernelOfLogs(_logs, _bandwidth);
    }

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        Add(input);
        Read(outputs);
    }

    /// <inheritdoc/>
    public void Reset() => _count = _next = 0;
}
