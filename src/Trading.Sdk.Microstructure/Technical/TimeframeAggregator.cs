namespace Trading.Sdk.Microstructure;

/// <summary>
/// Makes bars of n base intervals out of base bars, without look-ahead: a bucket is complete when its last base bar has closed, or, where that
/// bar is missing, when a later bucket's first bar has. Buckets are counted from midnight UTC; the last one of a day may be shorter.
/// </summary>
public sealed class TimeframeAggregator
{
    private const long DayNanos = 86_400_000_000_000;

    private readonly long _baseNanos;
    private readonly long _bucketNanos;
    private PriceBar _open;
    private long _bucket;
    private bool _hasOpen;

    /// <summary>Makes the aggregator.</summary>
    /// <param name="baseInterval">Length of the base bars, above zero.</param>
    /// <param name="multiple">Base bars per bucket n, at least 1.</param>
    public TimeframeAggregator(TimeSpan baseInterval, int multiple)
    {
        _baseNanos = checked(Require.Positive(baseInterval, nameof(baseInterval)).Ticks * TimeSpan.NanosecondsPerTick);
        _bucketNanos = checked(_baseNanos * Require.AtLeast(multiple, 1, nameof(multiple)));
    }

    /// <summary>Takes the next base bar, which has just closed.</summary>
    /// <param name="bar">The bar; <see cref="PriceBar.Time"/> is its open time.</param>
    /// <param name="completed">Receives the buckets that are complete by now, at most 2, older first.</param>
    /// <returns>How many.</returns>
    public int Update(in PriceBar bar, Span<PriceBar> completed)
    {
        long bucket = BucketOf(bar.Time);
        int count = 0;
        if (_hasOpen && bucket != _bucket)
        {
            completed[count++] = _open;
            _hasOpen = false;
        }

        _open = _hasOpen
            ? _open with { High = Math.Max(_open.High, bar.High), Low = Math.Min(_open.Low, bar.Low), Close = bar.Close, Volume = _open.Volume + bar.Volume }
            : bar with { Time = bucket };
        _bucket = bucket;
        _hasOpen = true;
        if (bar.Time - bucket >= _bucketNanos - _baseNanos)
        {
            completed[count++] = _open;
            _hasOpen = false;
        }

        return count;
    }

    /// <summary>Start of the bucket that a time falls into.</summary>
    public long BucketOf(long time)
    {
        long inDay = time % DayNanos;
        inDay = inDay < 0 ? inDay + DayNanos : inDay;
        return time - (inDay % _bucketNanos);
    }

    /// <summary>The bucket that is not complete yet, as far as it has come; false when there is none.</summary>
    public bool TryGetOpen(out PriceBar bar)
    {
        bar = _open;
        return _hasOpen;
    }

    /// <summary>Forgets the open bucket.</summary>
    public void Reset() => _hasOpen = false;
}
