using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// The volume profile of the last n trades as a stream: point of control and value area in price increments. The rules are those of <see cref="VolumeProfile"/>
/// with bins of a fixed width, bin k holding the prices k·width … (k+1)·width − 1.
/// </summary>
/// <remarks>Outputs: middle of the bin with most volume (the lowest of equals), lower and upper edge of the value area. Cost: one pass over the occupied bins per reading.</remarks>
public sealed class RollingVolumeProfile : IStreamingMeasure<TradeTick>
{
    private readonly (long Bin, long Quantity)[] _ring;
    private readonly long _width;
    private readonly double _share;
    private readonly Dictionary<long, long> _volumes;
    private readonly long[] _bins;
    private readonly MeasureOutput[] _outputs;
    private int _count;
    private int _next;
    private long _total;

    /// <summary>Makes the measure.</summary>
    /// <param name="trades">Trades n, at least 1. Default 1,000.</param>
    /// <param name="binWidth">Width of a bin in price increments, at least 1.</param>
    /// <param name="valueAreaShare">Share of the volume in the value area, 0…1. Default 0.7.</param>
    public RollingVolumeProfile(int trades, long binWidth, double valueAreaShare = 0.7)
    {
        _ring = new (long, long)[Require.AtLeast(trades, 1, nameof(trades))];
        _width = Require.AtLeast(binWidth, 1, nameof(binWidth));
        _share = Require.Within(valueAreaShare, 0.0, 1.0, nameof(valueAreaShare));
        _volumes = new Dictionary<long, long>(trades + 1);
        _bins = new long[trades];
        _outputs = [new("point_of_control", MeasureUnit.Ticks, trades - 1), new("value_area_low", MeasureUnit.Ticks, trades - 1), new("value_area_high", MeasureUnit.Ticks, trades - 1)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MeasureOutput> Outputs => _outputs;

    /// <summary>Takes the next trade without reading the profile.</summary>
    public void Add(in TradeTick trade)
    {
        if (_count == _ring.Length)
        {
            (long gone, long quantity) = _ring[_next];
            long rest = _volumes[gone] - quantity;
            _total -= quantity;
            if (rest == 0)
            {
                _volumes.Remove(gone);
            }
            else
            {
                _volumes[gone] = rest;
            }
        }

        long bin = (trade.Price / _width) - (trade.Price % _width < 0 ? 1 : 0);
        _volumes[bin] = _volumes.GetValueOrDefault(bin) + trade.Quantity;
        _total += trade.Quantity;
        _ring[_next] = (bin, trade.Quantity);
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _ring.Length);
    }

    /// <summary>Reads the profile; NaN before n trades.</summary>
    /// <param name="outputs">Receives the three outputs.</param>
    public void Read(Span<double> outputs)
    {
        outputs[..3].Fill(double.NaN);
        if (_count < _ring.Length)
        {
            return;
        }

        int n = 0;
        foreach (long bin in _volumes.Keys)
        {
            _bins[n++] = bin;
        }

        ReadOnlySpan<long> bins = _bins.AsSpan(0, n);
        _bins.AsSpan(0, n).Sort();
        int control = 0;
        for (int i = 1; i < n; i++)
        {
            control = _volumes[bins[i]] > _volumes[bins[control]] ? i : control;
        }

        (long first, long last) = Area(bins, control);
        outputs[0] = (bins[control] * (double)_width) + (0.5 * _width);
        outputs[1] = first * (double)_width;
        outputs[2] = (last + 1) * (double)_width;
    }

    /// <inheritdoc/>
    public void Update(in TradeTick input, Span<double> outputs)
    {
        Add(input);
        Read(outputs);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _volumes.Clear();
        _count = _next = 0;
        _total = 0;
    }

    // Grows by the larger neighbour, the upper one of equals. An empty bin is a neighbour of volume 0.
    private (long First, long Last) Area(ReadOnlySpan<long> bins, int control)
    {
        int low = control, high = control;
        long first = bins[control], last = bins[control];
        long inside = _volumes[bins[control]];
        while (inside < _share * _total && (low > 0 || high < bins.Length - 1))
        {
            long above = high == bins.Length - 1 ? -1 : bins[high + 1] == last + 1 ? _volumes[bins[high + 1]] : 0;
            long below = low == 0 ? -1 : bins[low - 1] == first - 1 ? _volumes[bins[low - 1]] : 0;
            if (above >= below)
            {
                if (above == 0)
                {
                    // Nothing nearer on either side: up to the next occupied bin.
                    last = bins[high + 1] - 1;
                }
                else
                {
                    last = bins[++high];
                }

                inside += above;
            }
            else if (below == 0)
            {
                first = bins[low - 1] + 1;
            }
            else
            {
                first = bins[--low];
                inside += below;
            }
        }

        return (first, last);
    }
}
