namespace Trading.Sdk.Microstructure;

/// <summary>
/// Flags trades that are large against the trades before them: quantity ≥ max(k · median, q-quantile) of the last n. Outputs: flag, excess over that
/// threshold in units of it (0 when not a block), and the threshold.
/// </summary>
public sealed class BlockTrades : IStreamingMeasure<TradeTick>
{
    private readonly double[] _sorted;
    private readonly long[] _ring;
    private readonly double _multiple;
    private readonly double _quantile;
    private readonly int _least;
    private readonly MeasureOutput[] _outputs;
    private int _count;
    private int _next;

    /// <summary>Makes the measure.</summary>
    /// <param name="window">Trades n, at least 20. Default 1,000.</param>
    /// <param name="multiple">k, above 0. Default 10.</param>
    /// <param name="quantile">q, 0…1. Default 0.99.</param>
    public BlockTrades(int window = 1000, double multiple = 10.0, double quantile = 0.99)
    {
        _sorted = new double[Require.AtLeast(window, 20, nameof(window))];
        _ring = new long[window];
        _multiple = Require.Above(multiple, 0.0, nameof(multiple));
        _quantile = Require.Within(quantile, 0.0, 1.0, nameof(quantile));
        _least = Math.Min(window, 100);
        _outputs = [new("is_block", MeasureUnit.Flag, _least), new("block_excess", MeasureUnit.Number, _least), new("block_threshold", MeasureUnit.Quantity, _least)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <inheritdoc/>
    public void Update(in TradeTick input, Span<double> outputs)
    {
        outputs[..3].Fill(double.NaN);
        if (_count >= _least)
        {
            double threshold = Math.Max(_multiple * Quantile(0.5), Quantile(_quantile));
            bool isBlock = input.Quantity >= threshold;
            outputs[0] = isBlock ? 1.0 : 0.0;
            outputs[1] = isBlock ? (input.Quantity / threshold) - 1.0 : 0.0;
            outputs[2] = threshold;
        }

        Add(input.Quantity);
    }

    /// <inheritdoc/>
    public void Reset() => _count = _next = 0;

    private double Quantile(double q)
    {
        double at = q * (_count - 1);
        int low = (int)at;
        return low + 1 < _count ? _sorted[low] + ((at - low) * (_sorted[low + 1] - _sorted[low])) : _sorted[low];
    }

    private void Add(long quantity)
    {
        int count = _count;
        if (_count == _ring.Length)
        {
            int gone = Array.BinarySearch(_sorted, 0, _count, _ring[_next]);
            Array.Copy(_sorted, gone + 1, _sorted, gone, _count - gone - 1);
            count--;
        }

        int at = Array.BinarySearch(_sorted, 0, count, quantity);
        at = at < 0 ? ~at : at;
        Array.Copy(_sorted, at, _sorted, at + 1, count - at);
        _sorted[at] = quantity;
        _ring[_next] = quantity;
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        _count = count + 1;
    }
}
