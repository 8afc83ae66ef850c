using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Support and resistance from persistent depth: keeps an exponentially time-weighted average of the quantity at each price near the touch, and lists the
/// prices whose average stands out against the levels displayed now. A wall that was just put up counts little, one that vanishes fades, and is forgotten once
/// its average is below a hundredth of the mean quantity displayed.
/// </summary>
public sealed class PersistentDepth
{
    private readonly double _rate;
    private readonly Dictionary<long, Entry> _bids = [];
    private readonly Dictionary<long, Entry> _asks = [];
    private readonly List<long> _gone = [];
    private double[] _averages = new double[64];
    private long _time;
    private bool _hasTime;

    /// <summary>Makes the measure.</summary>
    /// <param name="timeConstant">Time constant of the average. Default 60 s.</param>
    public PersistentDepth(TimeSpan? timeConstant = null) => _rate = 1.0 / Require.Positive(timeConstant ?? TimeSpan.FromSeconds(60), nameof(timeConstant)).TotalSeconds;

    /// <summary>Takes a snapshot of the levels near the touch.</summary>
    /// <param name="time">Nanoseconds since 1970, not before the last one.</param>
    /// <param name="bids">Bids, best first.</param>
    /// <param name="asks">Asks, best first.</param>
    public void Update(long time, ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks)
    {
        double keep = _hasTime && time > _time ? Math.Exp(-_rate * ((time - _time) * 1e-9)) : _hasTime ? 1.0 : 0.0;
        Update(_bids, bids, keep);
        Update(_asks, asks, keep);
        _time = _hasTime ? Math.Max(_time, time) : time;
        _hasTime = true;
    }

    /// <summary>The strongest prices of a side.</summary>
    /// <param name="side">Bid = support, Ask = resistance.</param>
    /// <param name="levels">Receives them, strongest first.</param>
    /// <param name="strengthMin">Least multiple of the side's median average. Default 3.</param>
    /// <returns>How many were written.</returns>
    public int CopyStrongest(Side side, Span<PersistentLevel> levels, double strengthMin = 3.0)
    {
        Dictionary<long, Entry> entries = side == Side.Bid ? _bids : _asks;
        if (entries.Count == 0)
        {
            return 0;
        }

        if (_averages.Length < entries.Count)
        {
            _averages = new double[entries.Count * 2];
        }

        int n = 0;
        foreach (Entry entry in entries.Values)
        {
            if (entry.Quantity > 0)
            {
                _averages[n++] = entry.Average;
            }
        }

        if (n == 0)
        {
            return 0;
        }

        Array.Sort(_averages, 0, n);
        double median = _averages[n / 2];
        int count = 0;
        foreach ((long price, Entry entry) in entries)
        {
            double strength = median > 0 ? entry.Average / median : double.PositiveInfinity;
            if (!(strength >= strengthMin) || !double.IsFinite(strength))
            {
                continue;
            }

            int at = count < levels.Length ? count++ : levels.Length;
            var level = new PersistentLevel(side, price, entry.Average, strength);
            while (at > 0 && (levels[at - 1].Strength < strength || (levels[at - 1].Strength == strength && levels[at - 1].Price > price)))
            {
                if (at < levels.Length)
                {
                    levels[at] = levels[at - 1];
                }

                at--;
            }

            if (at < levels.Length)
            {
                levels[at] = level;
            }
        }

        return count;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _bids.Clear();
        _asks.Clear();
        _hasTime = false;
    }

    // The quantity seen before held until now: it is what the elapsed time is weighted with.
    private void Update(Dictionary<long, Entry> entries, ReadOnlySpan<DepthLevel> levels, double keep)
    {
        _gone.Clear();
        double forgotten = 0;
        foreach (ref readonly DepthLevel level in levels)
        {
            forgotten += 0.01 * level.Quantity / levels.Length;
        }

        foreach ((long price, Entry entry) in entries)
        {
            double average = (entry.Average * keep) + (entry.Quantity * (1.0 - keep));
            entries[price] = new Entry { Average = average, Quantity = 0 };
            if (average < forgotten)
            {
                _gone.Add(price);
            }
        }

        foreach (ref readonly DepthLevel level in levels)
        {
            Entry entry = entries.GetValueOrDefault(level.Price);
            entries[level.Price] = entry with { Quantity = level.Quantity };
        }

        foreach (long price in _gone)
        {
            if (entries[price].Quantity == 0)
            {
                entries.Remove(price);
            }
        }
    }

    private record struct Entry
    {
        public double Average;
        public long Quantity;
    }
}
