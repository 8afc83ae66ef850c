namespace Trading.Sdk.Microstructure;

/// <summary>Scales one column by its last n values; the present value joins them only after it was scaled.</summary>
internal sealed class RollingScale
{
    private readonly FeatureNormalization _kind;
    private readonly int _least;
    private readonly double[] _ring;
    private readonly double[] _sorted;
    private int _count;
    private int _next;
    private int _equalRun;
    private double _last = double.NaN;
    private double _mean;
    private double _squares;

    public RollingScale(FeatureNormalization kind, int rows, int least)
    {
        _kind = kind;
        _least = least;
        _ring = new double[rows];
        _sorted = new double[rows];
    }

    public double Scale(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.NaN;
        }

        double scaled = _count < _least ? double.NaN : _kind switch
        {
            FeatureNormalization.ZScore => ZScore(value),
            FeatureNormalization.Robust => Robust(value),
            FeatureNormalization.Rank => Rank(value),
            _ => value,
        };
        Add(value);
        return scaled;
    }

    public void Clear()
    {
        _count = 0;
        _next = 0;
        _equalRun = 0;
        _last = double.NaN;
        _mean = _squares = 0;
    }

    private double ZScore(double value)
    {
        double deviation = Math.Sqrt(_squares / (_count - 1));
        // A column that did not move has no scale.
        return _equalRun < _count && deviation > 0 ? (value - _mean) / deviation : double.NaN;
    }

    private double Robust(double value)
    {
        double median = Median(_sorted.AsSpan(0, _count));
        double deviation = MedianDeviation(median);
        return deviation > 0 ? (value - median) / (1.4826 * deviation) : double.NaN;
    }

    // The deviations |x − median| rise to both sides of the median: merge them outwards up to the middle one.
    private double MedianDeviation(double median)
    {
        int right = _sorted.AsSpan(0, _count).BinarySearch(median);
        right = right < 0 ? ~right : right;
        int left = right - 1;
        double last = 0, before = 0;
        for (int k = 0; k <= _count / 2; k++)
        {
            before = last;
            double toLeft = left >= 0 ? median - _sorted[left] : double.PositiveInfinity;
            double toRight = right < _count ? _sorted[right] - median : double.PositiveInfinity;
            if (toLeft < toRight)
            {
                last = toLeft;
                left--;
            }
            else
            {
                last = toRight;
                right++;
            }
        }

        return (_count & 1) == 1 ? last : (last + before) * 0.5;
    }

    private double Rank(double value)
    {
        ReadOnlySpan<double> sorted = _sorted.AsSpan(0, _count);
        int below = LowerBound(sorted, value);
        int equal = 0;
        while (below + equal < _count && sorted[below + equal] == value)
        {
            equal++;
        }

        return (below + 0.5 * equal) / _count;
    }

    private void Add(double value)
    {
        if (_kind is FeatureNormalization.Robust or FeatureNormalization.Rank)
        {
            if (_count == _ring.Length)
            {
                int gone = LowerBound(_sorted, _ring[_next]);
                Array.Copy(_sorted, gone + 1, _sorted, gone, _count - gone - 1);
                Insert(value, _count - 1);
            }
            else
            {
                Insert(value, _count);
            }
        }

        if (_kind == FeatureNormalization.ZScore)
        {
            Slide(value);
        }

        _ring[_next] = value;
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _ring.Length);
        if (_kind == FeatureNormalization.ZScore && _next == 0)
        {
            Recount();
        }
    }

    // Mean and sum of squared deviations after one value comes and, when the ring is full, the oldest goes.
    private void Slide(double value)
    {
        _equalRun = value == _last ? Math.Min(_equalRun + 1, _ring.Length) : 1;
        _last = value;
        double before = _mean;
        if (_count < _ring.Length)
        {
            _mean += (value - before) / (_count + 1);
            _squares += (value - before) * (value - _mean);
        }
        else
        {
            double gone = _ring[_next];
            _mean += (value - gone) / _count;
            _squares = Math.Max(0.0, _squares + ((value - gone) * (value - _mean + gone - before)));
        }
    }

    // Once per revolution from the values themselves, so that rounding does not build up.
    private void Recount()
    {
        double sum = 0;
        foreach (double value in _ring)
        {
            sum += value;
        }

        _mean = sum / _ring.Length;
        double squares = 0;
        foreach (double value in _ring)
        {
            squares += (value - _mean) * (value - _mean);
        }

        _squares = squares;
    }

    private void Insert(double value, int count)
    {
        int at = LowerBound(_sorted.AsSpan(0, count), value);
        Array.Copy(_sorted, at, _sorted, at + 1, count - at);
        _sorted[at] = value;
    }

    private static int LowerBound(ReadOnlySpan<double> sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (sorted[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double Median(ReadOnlySpan<double> sorted) =>
        (sorted.Length & 1) == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) * 0.5;
}
