using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Turns the messages of one instrument into rows of named features at a chosen clock. The same engine serves a recording and a live feed:
/// a row depends only on the messages up to its time, so the rows of a prefix are the first rows of the whole.
/// </summary>
/// <remarks>
/// As an <see cref="IMarketEventSink"/> it drives the book itself: for each message it writes the rows that became due, lets the
/// <see cref="DepthMessageHandler"/> apply the message, and looks at the result. A host that applies messages elsewhere calls
/// <see cref="Advance"/> before and <see cref="Observe"/> after it. Trades without an aggressor are classified by Lee–Ready against the touch
/// before their message. Nothing is allocated per message or row. Not thread-safe.
/// </remarks>
public sealed class FeatureEngine : IMarketEventSink
{
    private readonly FeatureEngineOptions _options;
    private readonly DepthMessageHandler? _apply;
    private readonly FeatureRowHandler _onRow;
    private readonly FeatureSource[] _sources;
    private readonly FeatureSource[] _tradeSources;
    private readonly FeatureSource[] _depthSources;
    private readonly FeatureSource[] _depthEventSources;
    private readonly int[] _widths;
    private readonly FeatureContext _market;
    private readonly LeeReady _classifier = new();
    private readonly BarBuilder? _bars;
    private readonly RollingScale[] _scales;
    private readonly double[] _row;
    private readonly ulong[] _validity;
    private readonly long _interval;
    private long _nextRowTime;
    private bool _hasStarted;

    /// <summary>Makes an engine over a book.</summary>
    /// <param name="book">The book to read.</param>
    /// <param name="onRow">Takes each row, on the caller's thread.</param>
    /// <param name="options">Settings; null = the default set once a second.</param>
    /// <param name="apply">Applies a message to the book; null when the host does it between <see cref="Advance"/> and <see cref="Observe"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or two features have the same name.</exception>
    public FeatureEngine(IDepthBook book, FeatureRowHandler onRow, FeatureEngineOptions? options = null, DepthMessageHandler? apply = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(onRow);
        _options = options ?? new FeatureEngineOptions();
        _options.Validate();
        _onRow = onRow;
        _apply = apply;
        _sources = [.. _options.Features.CreateSources(book.Instrument)];
        _tradeSources = Hearing(FeatureInputs.Trades);
        _depthSources = Hearing(FeatureInputs.Depth);
        _depthEventSources = Hearing(FeatureInputs.DepthEvents);
        _widths = [.. _sources.Select(s => s.Features.Count)];
        Schema = new FeatureSchema(_sources.SelectMany(s => s.Features).Select(Scaled));
        _market = new FeatureContext(book, _sources.Select(s => s.TopLevels).DefaultIfEmpty(0).Max());
        _row = new double[Schema.Count];
        _validity = new ulong[(Schema.Count + 63) / 64];
        _scales = _options.Normalization == FeatureNormalization.None
            ? []
            : [.. Schema.Select(_ => new RollingScale(_options.Normalization, _options.NormalizationRows, _options.NormalizationWarmUp))];
        _interval = _options.Clock.IntervalNanos;
        _bars = _options.Clock.Bars is { } bars ? new BarBuilder(bars, book.Instrument.Id) : null;
        foreach (FeatureSource source in _sources)
        {
            source.Attach(_market);
        }
    }

    /// <summary>The columns of every row.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Rows written so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rows left out because the market was silent for longer than <see cref="FeatureEngineOptions.SilenceRowsMax"/> intervals.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>Messages seen so far.</summary>
    public long MessageCount { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Messages of other instruments than the book's are passed over.</remarks>
    /// <exception cref="InvalidOperationException">The engine was made without a handler that applies messages.</exception>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        if (_apply is null)
        {
            throw new InvalidOperationException("This engine was made without a DepthMessageHandler: call Advance, apply the message, then call Observe.");
        }

        while (!events.IsEmpty)
        {
            int length = 1;
            while (length < events.Length && !events[length - 1].IsEndOfMessage)
            {
                length++;
            }

            ReadOnlySpan<MarketEvent> message = events[..length];
            events = events[length..];
            if (message[0].InstrumentId == _market.Book.Instrument.Id)
            {
                long time = TimeOf(message);
                Advance(time);
                _apply(message);
                Look(message, time);
            }
        }
    }

    /// <summary>Writes the rows whose time is before <paramref name="time"/>. Call it with the time of a message before that message is applied to the book.</summary>
    /// <param name="time">Nanoseconds since 1970; a time already reached does nothing.</param>
    public void Advance(long time)
    {
        if (!_hasStarted || _interval == 0 || _nextRowTime >= time)
        {
            return;
        }

        long due = ((time - _nextRowTime - 1) / _interval) + 1;
        long skipped = due - _options.SilenceRowsMax;
        for (long i = 0; i < Math.Min(due, _options.SilenceRowsMax); i++)
        {
            WriteRow(_nextRowTime);
            _nextRowTime += _interval;
        }

        if (skipped > 0)
        {
            SkippedRows += skipped;
            _nextRowTime += skipped * _interval;
        }
    }

    /// <summary>Looks at the book after a message was applied.</summary>
    /// <param name="message">One whole message.</param>
    /// <exception cref="InvalidOperationException">A row was due before this message: <see cref="Advance"/> was not called in time, and the book has moved on.</exception>
    public void Observe(ReadOnlySpan<MarketEvent> message)
    {
        if (!message.IsEmpty)
        {
            Look(message, TimeOf(message));
        }
    }

    /// <summary>Computes the values of a row now without ending the interval's schedule: sums over the interval begin anew.</summary>
    /// <param name="values">One element per column.</param>
    public void ReadRow(Span<double> values)
    {
        Require.SameLength(values.Length, Schema.Count, nameof(values));
        Fill(_market.Time);
        _row.CopyTo(values);
    }

    /// <summary>Forgets everything, as if new. The book is not touched.</summary>
    public void Reset()
    {
        _hasStarted = false;
        RowCount = SkippedRows = MessageCount = 0;
        _market.Reset();
        _classifier.Reset();
        _bars?.Reset();
        foreach (FeatureSource source in _sources)
        {
            source.Reset();
        }

        foreach (RollingScale scale in _scales)
        {
            scale.Clear();
        }
    }

    private void Start(long time)
    {
        if (_hasStarted)
        {
            return;
        }

        _hasStarted = true;
        _market.Time = time;
        _market.LastRowTime = time;
        if (_interval > 0)
        {
            long rest = time % _interval;
            rest = rest < 0 ? rest + _interval : rest;
            _nextRowTime = rest == 0 ? time : time + (_interval - rest);
        }
    }

    private void Look(ReadOnlySpan<MarketEvent> message, long time)
    {
        Start(time);
        if (_interval > 0 && _nextRowTime < time)
        {
            throw new InvalidOperationException("Call Advance with the message's time before the message is applied: a row was due in between.");
        }

        MessageCount++;
        _market.Time = Math.Max(_market.Time, time);
        bool isDepth = false, isBarClosed = false;
        foreach (ref readonly MarketEvent e in message)
        {
            switch (e.Kind)
            {
                case MarketEventKind.Trade:
                    isBarClosed |= OnTrade(e);
                    break;
                case MarketEventKind.Clear:
                    isDepth = true;
                    OnClear();
                    break;
                case MarketEventKind.Level or MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute:
                    isDepth = true;
                    break;
            }
        }

        if (isDepth)
        {
            _market.BookChanged();
            if (_depthEventSources.Length > 0)
            {
                TellEvents(message);
            }

            foreach (FeatureSource source in _depthSources)
            {
                source.OnDepth(_market);
            }

            _market.PreviousQuote = _market.Quote;
        }

        if (isBarClosed || _options.Clock.Kind == FeatureClockKind.EveryMessage)
        {
            WriteRow(_market.Time);
        }
    }

    private long TimeOf(ReadOnlySpan<MarketEvent> message)
    {
        long time = _market.Time;
        foreach (ref readonly MarketEvent e in message)
        {
            time = Math.Max(time, _options.UseReceiveTime ? e.ReceiveTime : e.ExchangeTime);
        }

        return time;
    }

    private bool OnTrade(in MarketEvent e)
    {
        // Classified even when the venue told: the tick rule needs every price.
        Side inferred = _classifier.Classify(e.Price, _market.PreviousQuote);
        var trade = new TradeTick(_market.Time, e.Price, e.Quantity, e.Side == Side.None ? inferred : e.Side);
        _market.CutBars(trade);
        foreach (FeatureSource source in _tradeSources)
        {
            source.OnTrade(_market, trade);
        }

        return _bars is not null && _bars.Update(trade, out _);
    }

    private void OnClear()
    {
        _market.PreviousQuote = default;
        _market.Quote = default;
        foreach (FeatureSource source in _sources)
        {
            source.OnClear(_market);
        }
    }

    private void WriteRow(long time)
    {
        Fill(time);
        RowCount++;
        _onRow(new FeatureRow(time, _row, _validity));
    }

    private FeatureSource[] Hearing(FeatureInputs input) => [.. _sources.Where(s => (s.Inputs & input) != 0)];

    // A scaled column is a pure number, and its first value waits for the rows that the scale needs.
    private FeatureInfo Scaled(FeatureInfo info) => _options.Normalization == FeatureNormalization.None
        ? info
        : info with { Unit = MeasureUnit.Number, WarmUpRows = info.WarmUpRows + _options.NormalizationWarmUp };

    private void TellEvents(ReadOnlySpan<MarketEvent> message)
    {
        foreach (ref readonly MarketEvent e in message)
        {
            if (e.Kind is MarketEventKind.Level or MarketEventKind.OrderAdd or MarketEventKind.OrderModify or MarketEventKind.OrderDelete or MarketEventKind.OrderExecute)
            {
                foreach (FeatureSource source in _depthEventSources)
                {
                    source.OnDepthEvent(_market, e);
                }
            }
        }
    }

    private void Fill(long time)
    {
        _market.CloseBars(time);
        _market.CopyLevels();
        int at = 0;
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i].Write(_market, time, _row.AsSpan(at, _widths[i]));
            at += _widths[i];
        }

        Array.Clear(_validity);
        for (int i = 0; i < _row.Length; i++)
        {
            if (_scales.Length > 0)
            {
                _row[i] = _scales[i].Scale(_row[i]);
            }

            if (double.IsFinite(_row[i]))
            {
                _validity[i >> 6] |= 1UL << (i & 63);
            }
            else
            {
                _row[i] = double.NaN;
            }
        }

        _market.LastRowTime = time;
    }
}
