namespace Trading.Sdk.Microstructure;

/// <summary>
/// The quote that ruled a while before a trade. Lee and Ready looked 5 s back because the trades of 1988 were reported late; today's venues need no lag
/// within one feed, but quotes and trades that come from different places may.
/// </summary>
/// <remarks>Keeps the quotes of the lag only; allocates when more of them fall into it than ever before. Not thread-safe.</remarks>
public sealed class LaggedQuotes
{
    private readonly long _lagNanos;
    private QuoteTick[] _ring = new QuoteTick[256];
    private int _head;
    private int _count;
    private QuoteTick _ruling;

    /// <summary>Makes the delay.</summary>
    /// <param name="lag">How far to look back, at least zero. Default zero: the last quote strictly earlier than the trade.</param>
    public LaggedQuotes(TimeSpan lag = default) => _lagNanos = Require.AtLeast(lag.Ticks, 0, nameof(lag)) * TimeSpan.NanosecondsPerTick;

    /// <summary>Takes the next quote; times do not fall.</summary>
    public void Add(in QuoteTick quote)
    {
        if (_count == _ring.Length)
        {
            var larger = new QuoteTick[_ring.Length * 2];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
            }

            (_ring, _head) = (larger, 0);
        }

        _ring[(_head + _count++) & (_ring.Length - 1)] = quote;
    }

    /// <summary>The last quote with a time before <paramref name="time"/> − lag; the default quote when there is none. Times asked for do not fall.</summary>
    public QuoteTick At(long time)
    {
        while (_count > 0 && _ring[_head].Time < time - _lagNanos)
        {
            _ruling = _ring[_head];
            _head = (_head + 1) & (_ring.Length - 1);
            _count--;
        }

        return _ruling;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _head = _count = 0;
        _ruling = default;
    }
}
