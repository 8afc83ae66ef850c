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
    }

    private double ZScore(double value)
    {
        double mean = 0;
        for (int i = 0; i < _count; i++)
        {
            mean += _ring[i];
        }

        mean /= _count;
        double squares = 0;
        for (int i = 0; i < _count; i++)
        {
            double d = _ring[i] - mean;
            squares += d * d;
        }

        double deviation = Math.Sqrt(squares / (_count - 1));
        // A column that never moved has no scale; a difference in the last bits is not a movement.
        return deviation > 1e-12 * Math.Abs(mean) ? (value - mean) / deviation : double.NaN;
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

        _ring[_next] = value;
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _ring.Length);
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
