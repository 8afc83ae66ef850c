using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Volume-synchronised probability of informed trading: mean |buy − sell| share over the last n buckets of equal volume, 0…1. A proxy
/// of the toxicity of flow, not a probability in any tested sense: T. Andersen, O. Bondarenko, "VPIN and the flash crash",
/// J. Financial Markets 17, 2014, find no power beyond volume and volatility.
/// </summary>
/// <remarks>
/// D. Easley, M. López de Prado, M. O'Hara, "Flow Toxicity and Liquidity in a High-Frequency World", Review of Financial Studies 25(5), 2012.
/// Trades are split at bucket borders. Uses the aggressor of each trade (the true one where the venue tells); a trade of unknown side
/// counts half to each.
/// </remarks>
public sealed class Vpin : IStreamingMeasure<TradeTick>
{
    private readonly long _bucket;
    private readonly RollingSum _shares;
    private readonly MeasureOutput[] _outputs;
    private double _buy;
    private long _filled;
    private double _value = double.NaN;

    /// <summary>Makes the measure.</summary>
    /// <param name="bucketQuantity">Volume of a bucket in storage increments, above 0.</param>
    /// <param name="buckets">Buckets averaged, at least 1. Default 50.</param>
    public Vpin(long bucketQuantity, int buckets = 50)
    {
        _bucket = Require.AtLeast(bucketQuantity, 1, nameof(bucketQuantity));
        _shares = new RollingSum(Require.AtLeast(buckets, 1, nameof(buckets)));
        _outputs = [new("vpin", MeasureUnit.Number, buckets)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <summary>The present value; NaN until n buckets are full.</summary>
    public double Value => _value;

    /// <summary>Takes the next trade.</summary>
    public void Update(in TradeTick trade)
    {
        long left = trade.Quantity;
        // More full buckets than are averaged are all alike: one print of any size costs at most n + 2 steps.
        long surplus = (left / _bucket) - _shares.Capacity - 1;
        if (surplus > 0)
        {
            left -= surplus * _bucket;
        }

        double buyShare = trade.Aggressor switch { Side.Bid => 1.0, Side.Ask => 0.0, _ => 0.5 };
        while (left > 0)
        {
            long part = Math.Min(left, _bucket - _filled);
            _filled += part;
            left -= part;
            _buy += part * buyShare;
            if (_filled == _bucket)
            {
                _shares.Add(Math.Abs((2.0 * _buy) - _bucket) / _bucket);
                _buy = 0;
                _filled = 0;
                if (_shares.IsFull)
                {
                    // A rolling sum of numbers in 0…1 may leave the interval by its last bit.
                    _value = Math.Clamp(_shares.Sum / _shares.Count, 0.0, 1.0);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Update(in TradeTick input, Span<double> outputs)
    {
        Update(input);
        outputs[0] = _value;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _shares.Clear();
        _buy = 0;
        _filled = 0;
        _value = double.NaN;
    }
}
