namespace Trading.Sdk.Microstructure;

/// <summary>
/// Variance per bar from open, high, low and close, each the mean over the last n bars: Parkinson, Garman–Klass, Rogers–Satchell, Yang–Zhang. The first three
/// need n bars; Yang–Zhang uses the close before and needs one more. A bar without four positive finite prices gives NaN and is skipped.
/// </summary>
/// <remarks>
/// Parkinson 1980: ln(H/L)²/(4 ln 2). Garman, Klass 1980: ½ln(H/L)² − (2 ln 2 − 1)ln(C/O)². Rogers, Satchell 1991: ln(H/C)ln(H/O) + ln(L/C)ln(L/O).
/// D. Yang, Q. Zhang, "Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices", J. Business 73(3), 2000: V_overnight + k·V_open-close +
/// (1 − k)·V_RS with k = 0.34/(1.34 + (n + 1)/(n − 1)), both variances being sample variances (n − 1).
/// </remarks>
public sealed class RangeVolatility : IStreamingMeasure<PriceBar>
{
    private readonly RollingSum _parkinson;
    private readonly RollingSum _garmanKlass;
    private readonly RollingSum _rogersSatchell;
    private readonly RollingSum _overnight;
    private readonly RollingSum _day;
    private readonly MeasureOutput[] _outputs;
    private double _lastClose = double.NaN;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Bars n, at least 2.</param>
    public RangeVolatility(int window)
    {
        Require.AtLeast(window, 2, nameof(window));
        _parkinson = new RollingSum(window);
        _garmanKlass = new RollingSum(window);
        _rogersSatchell = new RollingSum(window);
        _overnight = new RollingSum(window);
        _day = new RollingSum(window);
        _outputs =
        [
            new("parkinson", MeasureUnit.Variance, window - 1),
            new("garman_klass", MeasureUnit.Variance, window - 1),
            new("rogers_satchell", MeasureUnit.Variance, window - 1),
            new("yang_zhang", MeasureUnit.Variance, window),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[..4].Fill(double.NaN);
        if (!input.IsFinite || !double.IsFinite(input.Open) || Math.Min(Math.Min(input.Open, input.High), Math.Min(input.Low, input.Close)) <= 0)
        {
            return;
        }

        double range = Math.Log(input.High / input.Low);
        double day = Math.Log(input.Close / input.Open);
        _parkinson.Add(range * range / (4.0 * Math.Log(2.0)));
        _garmanKlass.Add((0.5 * range * range) - (((2.0 * Math.Log(2.0)) - 1.0) * day * day));
        _rogersSatchell.Add((Math.Log(input.High / input.Close) * Math.Log(input.High / input.Open)) + (Math.Log(input.Low / input.Close) * Math.Log(input.Low / input.Open)));
        if (!double.IsNaN(_lastClose))
        {
            _overnight.Add(Math.Log(input.Open / _lastClose));
            _day.Add(day);
        }

        _lastClose = input.Close;
        if (_parkinson.IsFull)
        {
            outputs[0] = _parkinson.Sum / _parkinson.Count;
            outputs[1] = _garmanKlass.Sum / _parkinson.Count;
            outputs[2] = _rogersSatchell.Sum / _parkinson.Count;
        }

        if (_overnight.IsFull)
        {
            double n = _overnight.Count;
            double k = 0.34 / (1.34 + ((n + 1.0) / (n - 1.0)));
            outputs[3] = SampleVariance(_overnight) + (k * SampleVariance(_day)) + ((1.0 - k) * outputs[2]);
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _parkinson.Clear();
        _garmanKlass.Clear();
        _rogersSatchell.Clear();
        _overnight.Clear();
        _day.Clear();
        _lastClose = double.NaN;
    }

    private static double SampleVariance(RollingSum window)
    {
        double mean = window.Sum / window.Count;
        double squares = 0;
        foreach (double value in window.Values)
        {
            squares += (value - mean) * (value - mean);
        }

        return squares / (window.Count - 1);
    }
}
