using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Replays one or several recordings as a feed: as fast as possible, in real time or scaled; several are merged message by
/// message in the order of the chosen clock, equal times in the order of the recordings given.
/// </summary>
public sealed class RecordingFeed : IMarketDataFeed, IDisposable
{
    private readonly ReplaySource[] sources;
    private readonly ReplayOptions options;

    private RecordingFeed(ReplaySource[] sources, ReplayOptions options, InstrumentTable instruments)
    {
        this.sources = sources;
        this.options = options;
        Instruments = instruments;
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>Events given out by the last run.</summary>
    public long Events { get; private set; }

    /// <summary>Opens recordings.</summary>
    /// <param name="options">Pace, span, order, latency.</param>
    /// <param name="directories">At least one.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such recording.</exception>
    /// <exception cref="MarketDataFormatException">A directory is no recording of events, or two recordings use one id for different instruments.</exception>
    public static RecordingFeed Open(ReplayOptions? options, params ReadOnlySpan<string> directories)
    {
        options ??= new ReplayOptions();
        ReplayOptions.Validate(options);
        if (directories.Length == 0)
        {
            throw new ArgumentException("At least one recording is needed.", nameof(directories));
        }

        var opened = new List<ReplaySource>();
        try
        {
            foreach (string directory in directories)
            {
                opened.Add(new ReplaySource(directory, options));
            }

            var instruments = new Dictionary<int, Instrument>();
            foreach (Instrument instrument in opened.SelectMany(s => s.Instruments))
            {
                if (!instruments.TryAdd(instrument.Id, instrument) && instruments[instrument.Id] is var other
                    && (other.Symbol != instrument.Symbol || other.Venue != instrument.Venue || other.Price != instrument.Price || other.Quantity != instrument.Quantity))
                {
                    throw new MarketDataFormatException($"The recordings use the id {instrument.Id} for {other} and for {instrument}.");
                }
            }

            return new RecordingFeed([.. opened], options, new InstrumentTable(instruments.Values));
        }
        catch
        {
            opened.ForEach(s => s.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Events = 0;
        foreach (ReplaySource source in sources)
        {
            source.Seek(sink);
        }

        if (sources.Length == 1 && options.Speed == 0 && options.Until is null && options.Latency.IsRecorded)
        {
            PushBlocks(sources[0], sink, cancellationToken);
            return;
        }

        await MergeAsync(sink, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ReplaySource source in sources)
        {
            source.Dispose();
        }
    }

    private void PushBlocks(ReplaySource source, IMarketEventSink sink, CancellationToken cancellationToken)
    {
        while (source.TryReadBlock(out ReadOnlySpan<MarketEvent> events))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Events += events.Length;
            sink.OnEvents(events);
        }
    }

    private async Task MergeAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<ReplaySource, (long Time, int Order)>();
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i].MoveNext())
            {
                queue.Enqueue(sources[i], (sources[i].Time, i));
            }
        }

        long startStamp = options.TimeProvider.GetTimestamp();
        long? startTime = null;
        long passed = 0;
        while (queue.TryPeek(out ReplaySource? source, out (long Time, int Order) at))
        {
            if ((++passed & 1023) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (options.Speed > 0)
            {
                startTime ??= at.Time;
                var due = TimeSpan.FromTicks((long)Math.Min((at.Time - startTime.Value) / (100 * options.Speed), TimeSpan.MaxValue.Ticks / 2.0));
                TimeSpan wait = due - options.TimeProvider.GetElapsedTime(startStamp);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
                }
            }

            Events += source.Message.Length;
            sink.OnEvents(source.Message);
            if (source.MoveNext())
            {
                queue.DequeueEnqueue(source, (source.Time, at.Order));
            }
            else
            {
                queue.Dequeue();
            }
        }
    }
}
