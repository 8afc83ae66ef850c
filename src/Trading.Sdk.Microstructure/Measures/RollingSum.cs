namespace Trading.Sdk.Microstructure;

/// <summary>
/// The sum of the last n numbers. Added up afresh from the ring once per revolution, so rounding does not build up over a long stream.
/// </summary>
internal sealed class RollingSum(int length)
{
    private readonly double[] _ring = new double[length];
    private int _next;
    private double _sum;

    public int Count { get; private set; }

    public int Capacity => _ring.Length;

    public bool IsFull => Count == _ring.Length;

    public double Sum => _sum;

    /// <summary>The stored numbers, in no particular order.</summary>
    public ReadOnlySpan<double> Values => _ring.AsSpan(0, Count);

    /// <summary>The number added n − 1 calls before the last.</summary>
    public double Oldest => IsFull ? _ring[_next] : _ring[0];

    public void Add(double value)
    {
        if (IsFull)
        {
            _sum += value - _ring[_next];
        }
        else
        {
            _sum += value;
            Count++;
        }

        _ring[_next] = value;
        if (++_next == _ring.Length)
        {
            _next = 0;
            double sum = 0;
            foreach (double v in _ring)
            {
                sum += v;
            }

            _sum = sum;
        }
    }

    public void Clear()
    {
        Count = 0;
        _next = 0;
        _sum = 0;
    }
}
