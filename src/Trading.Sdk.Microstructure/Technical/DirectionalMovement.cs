namespace Trading.Sdk.Microstructure;

/// <summary>
/// Wilder's directional movement, all 0…100: plus DI and minus DI from bar n, DX, ADX from bar 2n − 1, ADXR from bar 3n − 2 (counted from 0).
/// </summary>
/// <remarks>
/// Wilder 1978, section IV. Running sums S ← S − S/n + x of true range, +DM and −DM from the second bar; ADX is seeded with the mean of the first
/// n DX; ADXR is the mean of ADX now and n − 1 bars earlier. Without any true range both DI are 0, and without both DX is 0. A bar that is not
/// finite gives NaN and is skipped.
/// </remarks>
public sealed class DirectionalMovement : IStreamingMeasure<PriceBar>
{
    private readonly int _period;
    private readonly double[] _adxRing;
    private readonly MeasureOutput[] _outputs;
    private SeededAverage _adx;
    private PriceBar _last;
    private bool _hasLast;
    private int _changes;
    private int _adxCount;
    private double _range;
    private double _plus;
    private double _minus;

    /// <summary>Makes the measure.</summary>
    /// <param name="period">n, at least 1. Default 14.</param>
    public DirectionalMovement(int period = 14)
    {
        _period = Require.AtLeast(period, 1, nameof(period));
        _adx = SeededAverage.Wilder(period);
        _adxRing = new double[period];
        _outputs =
        [
            new("plus_di", MeasureUnit.Number, period),
            new("minus_di", MeasureUnit.Number, period),
            new("dx", MeasureUnit.Number, period),
            new("adx", MeasureUnit.Number, (2 * period) - 1),
            new("adxr", MeasureUnit.Number, (3 * period) - 2),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in PriceBar input, Span<double> outputs)
    {
        outputs[..5].Fill(double.NaN);
        if (!input.IsFinite)
        {
            return;
        }

        PriceBar last = _last;
        bool isFirst = !_hasLast;
        _last = input;
        _hasLast = true;
        if (isFirst)
        {
            return;
        }

        double up = input.High - last.High;
        double down = last.Low - input.Low;
        Accumulate(TrueRange.Of(input, last.Close), up > down && up > 0 ? up : 0.0, down > up && down > 0 ? down : 0.0);
        if (_changes < _period)
        {
            return;
        }

        double plus = _range > 0 ? 100.0 * _plus / _range : 0.0;
        double minus = _range > 0 ? 100.0 * _minus / _range : 0.0;
        double dx = plus + minus > 0 ? 100.0 * Math.Abs(plus - minus) / (plus + minus) : 0.0;
        outputs[0] = plus;
        outputs[1] = minus;
        outputs[2] = dx;
        double adx = _adx.Add(dx);
        outputs[3] = adx;
        if (!double.IsNaN(adx))
        {
            _adxRing[_adxCount % _period] = adx;
            _adxCount++;
            if (_adxCount >= _period)
            {
                outputs[4] = 0.5 * (adx + _adxRing[_adxCount % _period]);
            }
        }
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _adx.Clear();
        _hasLast = false;
        _changes = _adxCount = 0;
        _range = _plus = _minus = 0;
    }

    private void Accumulate(double range, double plus, double minus)
    {
        _changes++;
        double keep = _changes > _period ? 1.0 - (1.0 / _period) : 1.0;
        _range = (_range * keep) + range;
        _plus = (_plus * keep) + plus;
        _minus = (_minus * keep) + minus;
    }
}
