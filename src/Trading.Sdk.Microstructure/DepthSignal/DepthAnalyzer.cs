using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Judges the ratio of bid to ask depth around the mid: long when bids outweigh asks by a factor, short when asks do, once the lean has held
/// for a minimum time. Works in the logarithm of the ratio, so that both directions are treated alike.
/// </summary>
/// <remarks>
/// With r = bid depth / ask depth and T, n the time and snapshots for which the direction has held:
/// magnitude = clamp((|ln r| − ln entry) / (ln full − ln entry)), persistence = clamp(T / full time), consecutive = clamp(n / full count),
/// confidence = min + (max − min) · (0.5 magnitude + 0.3 persistence + 0.2 consecutive). Time counts from the first snapshot of the run to the
/// present one; a snapshot with another direction, an empty side or a pause longer than <see cref="DepthAnalyzerOptions.GapMax"/> ends the run.
/// Not thread-safe; allocates nothing.
/// </remarks>
public sealed class DepthAnalyzer
{
    private readonly DepthAnalyzerOptions _options;
    private readonly double _logLong;
    private readonly double _logShort;
    private readonly double _logFull;
    private readonly long _gateNanos;
    private readonly long _fullNanos;
    private readonly long _gapNanos;
    private readonly long _intervalNanos;
    private DepthDirection _direction;
    private long _heldNanos;
    private int _snapshots;
    private long _lastTime;
    private bool _hasLast;
    private long _nextSnapshot = long.MinValue;

    /// <summary>Makes an analyzer.</summary>
    /// <param name="options">Constants; null = defaults.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public DepthAnalyzer(DepthAnalyzerOptions? options = null)
    {
        _options = options ?? new DepthAnalyzerOptions();
        _options.Validate();
        _logLong = Math.Log(_options.LongRatio);
        _logShort = -Math.Log(_options.ShortRatio);
        _logFull = Math.Log(_options.FullMagnitudeRatio);
        _gateNanos = Timestamp.FromTimeSpan(_options.MinimumPersistence);
        _fullNanos = Timestamp.FromTimeSpan(_options.FullPersistence);
        _gapNanos = Timestamp.FromTimeSpan(_options.GapMax);
        _intervalNanos = Timestamp.FromTimeSpan(_options.Interval);
    }

    /// <summary>Looks at a book once per interval.</summary>
    /// <param name="book">The book.</param>
    /// <param name="time">Present time, nanoseconds since 1970.</param>
    /// <param name="signal">What the depth says, when it was looked at.</param>
    /// <returns>True when the interval had passed and the book was judged.</returns>
    public bool TryUpdate(IDepthBook book, long time, out DepthSignal signal)
    {
        if (time < _nextSnapshot)
        {
            signal = default;
            return false;
        }

        _nextSnapshot = time - (((time % _intervalNanos) + _intervalNanos) % _intervalNanos) + _intervalNanos;
        signal = Update(book, time);
        return true;
    }

    /// <summary>Judges a book now; depths are in the instrument's decimal unit.</summary>
    public DepthSignal Update(IDepthBook book, long time)
    {
        ArgumentNullException.ThrowIfNull(book);
        QuoteTick quote = QuoteTick.Of(book, time);
        DepthSum bids = BookDistance.DepthWithin(book, Side.Bid, _options.BasisPoints, quote);
        DepthSum asks = BookDistance.DepthWithin(book, Side.Ask, _options.BasisPoints, quote);
        return Update(time, book.Instrument.QuantityToDouble(bids.Quantity), book.Instrument.QuantityToDouble(asks.Quantity), bids.IsComplete && asks.IsComplete);
    }

    /// <summary>Judges a pair of depths.</summary>
    /// <param name="time">Nanoseconds since 1970; not before the last one.</param>
    /// <param name="bidDepth">Depth of the bids, at least 0, any unit.</param>
    /// <param name="askDepth">Depth of the asks, at least 0, the same unit.</param>
    /// <param name="isComplete">True when every level of the range is known.</param>
    /// <exception cref="ArgumentOutOfRangeException">A depth is negative or not finite, or time went backwards.</exception>
    public DepthSignal Update(long time, double bidDepth, double askDepth, bool isComplete = true)
    {
        Require.AtLeast(Require.Finite(bidDepth, nameof(bidDepth)), 0.0, nameof(bidDepth));
        Require.AtLeast(Require.Finite(askDepth, nameof(askDepth)), 0.0, nameof(askDepth));
        if (_hasLast && time < _lastTime)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"Not before the last snapshot ({_lastTime}).");
        }

        double logRatio = bidDepth > 0 && askDepth > 0 ? Math.Log(bidDepth / askDepth) : double.NaN;
        bool isUsable = isComplete || !_options.RequireComplete;
        DepthDirection direction = !isUsable || double.IsNaN(logRatio) ? DepthDirection.None
            : logRatio >= _logLong ? DepthDirection.Long
            : logRatio <= -_logShort ? DepthDirection.Short
            : DepthDirection.None;
        Track(time, direction);
        DepthSignalState state = !isUsable ? DepthSignalState.Incomplete
            : double.IsNaN(logRatio) ? DepthSignalState.EmptySide
            : direction == DepthDirection.None ? DepthSignalState.Balanced
            : _heldNanos < _gateNanos ? DepthSignalState.TooYoung
            : DepthSignalState.Signal;

        double entry = direction == DepthDirection.Long ? _logLong : _logShort;
        bool leans = direction != DepthDirection.None;
        double magnitude = leans ? Math.Clamp((Math.Abs(logRatio) - entry) / (_logFull - entry), 0.0, 1.0) : 0.0;
        double persistence = leans ? Math.Clamp((double)_heldNanos / _fullNanos, 0.0, 1.0) : 0.0;
        double consecutive = leans ? Math.Clamp((double)_snapshots / _options.FullConsecutive, 0.0, 1.0) : 0.0;
        double parts = (_options.MagnitudeWeight * magnitude) + (_options.PersistenceWeight * persistence) + (_options.ConsecutiveWeight * consecutive);
        double confidence = state == DepthSignalState.Signal
            ? Math.Min(_options.ConfidenceMin + ((_options.ConfidenceMax - _options.ConfidenceMin) * parts), _options.ConfidenceMax)
            : 0.0;
        return new DepthSignal(time, state, direction, bidDepth, askDepth, logRatio, magnitude, persistence, consecutive, confidence, _heldNanos, _snapshots, isComplete);
    }

    /// <summary>Judges whole columns of depths from a fresh start: the batch form, the same code as the stream.</summary>
    /// <param name="times">Times of the snapshots, nanoseconds since 1970, not falling.</param>
    /// <param name="bidDepths">Depth of the bids at each, at least 0.</param>
    /// <param name="askDepths">Depth of the asks at each, in the same unit.</param>
    /// <param name="signals">Receives one judgement per snapshot.</param>
    /// <exception cref="ArgumentException">Lengths differ, a depth is negative or not finite, or times fall.</exception>
    public void Compute(ReadOnlySpan<long> times, ReadOnlySpan<double> bidDepths, ReadOnlySpan<double> askDepths, Span<DepthSignal> signals)
    {
        Require.SameLength(bidDepths.Length, times.Length, nameof(bidDepths));
        Require.SameLength(askDepths.Length, times.Length, nameof(askDepths));
        Require.SameLength(signals.Length, times.Length, nameof(signals));
        Reset();
        for (int i = 0; i < times.Length; i++)
        {
            signals[i] = Update(times[i], bidDepths[i], askDepths[i]);
        }
    }

    /// <summary>Forgets the run: after a gap in the feed.</summary>
    public void Reset()
    {
        _direction = DepthDirection.None;
        _heldNanos = 0;
        _snapshots = 0;
        _hasLast = false;
        _nextSnapshot = long.MinValue;
    }

    private void Track(long time, DepthDirection direction)
    {
        long since = _hasLast ? time - _lastTime : 0;
        if (direction == DepthDirection.None)
        {
            _heldNanos = 0;
            _snapshots = 0;
        }
        else if (direction == _direction && since <= _gapNanos)
        {
            _heldNanos += since;
            _snapshots++;
        }
        else
        {
            _heldNanos = 0;
            _snapshots = 1;
        }

        _direction = direction;
        _lastTime = time;
        _hasLast = true;
    }
}
