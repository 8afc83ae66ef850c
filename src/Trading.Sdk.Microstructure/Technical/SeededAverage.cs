namespace Trading.Sdk.Microstructure;

/// <summary>
/// An exponential average seeded with the plain mean of its first n values, as all Wilder and MACD arithmetic is: NaN before the n-th value,
/// the mean at it, then value + weight · (input − value).
/// </summary>
internal struct SeededAverage(int length, double weight)
{
    private int _count;
    private double _sum;

    public double Value { get; private set; } = double.NaN;

    public static SeededAverage Exponential(int period) => new(period, 2.0 / (period + 1.0));

    public static SeededAverage Wilder(int period) => new(period, 1.0 / period);

    public double Add(double input)
    {
        if (_count < length)
        {
            _sum += input;
            if (++_count == length)
            {
                Value = _sum / length;
            }
        }
        else
        {
            Value += weight * (input - Value);
        }

        return Value;
    }

    public void Clear()
    {
        _count = 0;
        _sum = 0;
        Value = double.NaN;
    }
}
