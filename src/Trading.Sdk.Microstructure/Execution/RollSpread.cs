namespace Trading.Sdk.Microstructure;

/// <summary>
/// Roll's implied effective spread: 2·√(−cov(Δp_t, Δp_{t−1})) over the last n price changes. NaN when the covariance is not negative, where
/// the model has no answer.
/// </summary>
/// <remarks>
/// R. Roll, "A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market", J. Finance 39(4), 1984. The covariance is taken
/// about the means of both series and divided by n − 1 pairs.
/// </remarks>
public sealed class RollSpread : IStreamingMeasure<double>
{
    private readonly double[] _changes;
    private readonly MeasureOutput[] _outputs;
    private double _lastPrice = double.NaN;
    private int _count;
    private int _next;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Price changes n, at least 3.</param>
    public RollSpread(int window)
    {
        _changes = new double[Require.AtLeast(window, 3, nameof(window))];
        _outputs = [new("roll_spread", MeasureUnit.Price, window)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <summary>The spread now, in the unit of the prices.</summary>
    public double Value
    {
        get
        {
            int n = _changes.Length;
            if (_count < n)
            {
                return double.NaN;
            }

            double first = 0, second = 0;
            for (int k = 0; k < n - 1; k++)
            {
                first += At(k);
                second += At(k + 1);
            }

            first /= n - 1;
            second /= n - 1;
            double covariance = 0;
            for (int k = 0; k < n - 1; k++)
            {
                covariance += (At(k) - first) * (At(k + 1) - second);
            }

            covariance /= n - 1;
            return covariance < 0 ? 2.0 * Math.Sqrt(-covariance) : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Update(in double input, Span<double> outputs)
    {
        Add(input);
        outputs[0] = Value;
    }

    /// <summary>Takes the next price without computing the spread.</summary>
    public void Add(double price)
    {
        if (!double.IsFinite(price))
        {
            return;
        }

        if (double.IsFinite(_lastPrice))
        {
            _changes[_next] = price - _lastPrice;
            _next = _next + 1 == _changes.Length ? 0 : _next + 1;
            _count = Math.Min(_count + 1, _changes.Length);
        }

        _lastPrice = price;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _lastPrice = double.NaN;
        _count = 0;
        _next = 0;
    }

    // k-th change of the full window, oldest first.
    private double At(int k)
    {
        int i = _next + k;
        return _changes[i >= _changes.Length ? i - _changes.Length : i];
    }
}
