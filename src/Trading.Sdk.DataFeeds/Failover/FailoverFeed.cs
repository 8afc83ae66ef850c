using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Trading.Sdk.MarketData;
using Instrument = Trading.Sdk.MarketData.Instrument;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Several feeds of the same instruments, in order of preference, as one: events of the active source only, marked with
/// <see cref="MarketEvent.SourceId"/> = its place from 1. All sources run all the time and keep their books, so that a switch is a
/// clear and a snapshot of the new source's books at once, never a mixture of two. A feed that is not live for longer than a limit
/// loses its place to the best one that is; a better one gets it back after having been live for a hold time.
/// </summary>
/// <remarks>
/// Sources agree on instrument ids and increments. A source that is no <see cref="ILiveFeed"/> (a recording) counts as live from its
/// first event until it ends. Calls of the sink and events come from the threads of the sources and the clock, one at a time.
/// </remarks>
public sealed class FailoverFeed : ILiveFeed
{
    private static readonly Meter Meter = new("Trading.Sdk.DataFeeds");
    private static readonly Counter<long> SwitchCounter = Meter.CreateCounter<long>("trading.feed.switches", "{switch}", "Changes of source, by new source.");

    private readonly FailoverOptions options;
    private readonly ILogger logger;
    private readonly FailoverSource[] sources;
    private readonly FeedMetrics metrics;
    private readonly Lock gate = new();
    private readonly long[] forwarded;
    private MarketEvent[] buffer = new MarketEvent[256];
    private IMarketEventSink? sink;
    private CancellationTokenSource? stop;
    private Exception? sinkFailure;
    private FeedStatus status;
    private FailoverSource active;
    private long lastForwarded;
    private long switches;
    private int running;

    /// <summary>Creates the feed.</summary>
    /// <param name="sources">At least one, the preferred first.</param>
    /// <param name="options">Default: <see cref="FailoverOptions"/> as it stands.</param>
    /// <param name="logger">Default: none.</param>
    /// <exception cref="ArgumentException">No source, or sources that disagree on an instrument.</exception>
    public FailoverFeed(IReadOnlyList<IMarketDataFeed> sources, FailoverOptions? options = null, ILogger<FailoverFeed>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        this.options = options ?? new FailoverOptions();
        FailoverOptions.Validate(this.options);
        if (sources.Count is 0 or > ushort.MaxValue - 1)
        {
            throw new ArgumentException("A failover feed has at least one source.", nameof(sources));
        }

        this.logger = logger ?? NullLogger<FailoverFeed>.Instance;
        metrics = new FeedMetrics(this.options.Name);
        Instruments = sources[0].Instruments;
        foreach (Instrument instrument in sources.Skip(1).SelectMany(s => s.Instruments))
        {
            if (!Instruments.TryGet(instrument.Id, out Instrument? ours) || ours.Price != instrument.Price || ours.Quantity != instrument.Quantity)
            {
                throw new ArgumentException($"The sources disagree on {instrument} (id {instrument.Id}): ids and increments of the first source are needed.", nameof(sources));
            }
        }

        this.sources = [.. sources.Select((feed, i) => new FailoverSource(this, feed, i))];
        forwarded = new long[sources.Count];
        active = this.sources[0];
    }

    /// <inheritdoc/>
    public event EventHandler<FeedStatusChangedEventArgs>? StatusChanged;

    /// <summary>Raised after each change of source, when the snapshot of the new one has been passed on.</summary>
    public event EventHandler<FailoverSwitchedEventArgs>? Switched;

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>Index of the source whose events are passed on.</summary>
    public int ActiveSource
    {
        get
        {
            lock (gate)
            {
                return active.Index;
            }
        }
    }

    /// <summary>Changes of source so far.</summary>
    public long Switches => Interlocked.Read(ref switches);

    /// <inheritdoc/>
    public FeedStatus Status
    {
        get
        {
            lock (gate)
            {
                return status;
            }
        }
    }

    /// <summary>Events passed on from a source so far.</summary>
    public long ForwardedEvents(int source) => Interlocked.Read(ref forwarded[source]);

    /// <inheritdoc/>
    public FeedStatus StatusOf(int instrumentId)
    {
        if (!Instruments.TryGet(instrumentId, out _))
        {
            throw new ArgumentOutOfRangeException(nameof(instrumentId), instrumentId, "The feed does not know the instrument.");
        }

        lock (gate)
        {
            return active.Feed is ILiveFeed live && live.Instruments.TryGet(instrumentId, out _) ? live.StatusOf(instrumentId) : active.Status;
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException("The feed is running already.");
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        this.sink = sink;
        stop = linked;
        sinkFailure = null;
        lastForwarded = Now;
        try
        {
            using ITimer timer = options.TimeProvider.CreateTimer(static state => ((FailoverFeed)state!).Watch(), this, options.WatchInterval, options.WatchInterval);
            foreach (FailoverSource source in sources)
            {
                if (source.Feed is ILiveFeed live)
                {
                    live.StatusChanged += OnSourceStatusChanged;
                }
            }

            await Task.WhenAll(sources.Select(s => s.RunAsync(options, linked.Token))).ConfigureAwait(false);
        }
        finally
        {
            foreach (FailoverSource source in sources)
            {
                if (source.Feed is ILiveFeed live)
                {
                    live.StatusChanged -= OnSourceStatusChanged;
                }
            }

            lock (gate)
            {
                // No late timer reaches a sink that is not expecting it any more.
                this.sink = null;
                stop = null;
            }

            Volatile.Write(ref running, 0);
        }

        if (sinkFailure is not null)
        {
            ExceptionDispatchInfo.Throw(sinkFailure);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    internal void OnEvents(FailoverSource source, ReadOnlySpan<MarketEvent> events)
    {
        lock (gate)
        {
            source.Apply(events);
            if (source == active)
            {
                Forward(source, events);
            }
        }
    }

    internal void OnBars(FailoverSource source, ReadOnlySpan<Bar> bars)
    {
        lock (gate)
        {
            if (source != active || sink is null)
            {
                return;
            }

            try
            {
                sink.OnBars(bars);
            }
            catch (Exception e)
            {
                FailSink(e);
            }
        }
    }

    internal void OnSourceFailed(FailoverSource source, Exception e)
    {
        FailoverLog.SourceFailed(logger, options.Name, source.Index, e.Message);
        Watch();
    }

    private long Now => Timestamp.Now(options.TimeProvider);

    private void OnSourceStatusChanged(object? sender, FeedStatusChangedEventArgs e)
    {
        if (e.InstrumentId == FeedStatusChangedEventArgs.WholeFeed)
        {
            Watch();
        }
    }

    private void Watch()
    {
        lock (gate)
        {
            if (sink is null)
            {
                return;
            }

            long now = Now;
            foreach (FailoverSource source in sources)
            {
                bool live = source.Status.State == FeedState.Live;
                source.LiveSince = !live ? 0 : source.LiveSince == 0 ? now : source.LiveSince;
                source.NotLiveSince = live ? 0 : source.NotLiveSince == 0 ? now : source.NotLiveSince;
            }

            FailoverSource? better = sources.FirstOrDefault(s => s.LiveSince != 0 && s.Index < active.Index && now - s.LiveSince >= Timestamp.FromTimeSpan(options.HoldTime));
            bool lost = active.Status.State == FeedState.Failed || (active.NotLiveSince != 0 && now - active.NotLiveSince >= Timestamp.FromTimeSpan(options.SwitchAfter));
            FailoverSource? next = better ?? (lost ? sources.FirstOrDefault(s => s.LiveSince != 0) : null);
            if (next is not null && next != active)
            {
                Switch(next, now);
            }

            SetStatus(active.Status, now);
        }
    }

    private void Switch(FailoverSource next, long now)
    {
        FailoverSource previous = active;
        var silence = TimeSpan.FromTicks((now - lastForwarded) / 100);
        // Everything is forgotten first, also what the new source knows nothing of.
        var events = new List<MarketEvent>();
        List<MarketEvent> snapshot = next.Snapshot(now);
        foreach (Instrument instrument in Instruments)
        {
            if (!snapshot.Exists(e => e.InstrumentId == instrument.Id))
            {
                events.Add(MarketEvent.Clear(instrument.Id, now, MarketEventFlags.EndOfMessage | MarketEventFlags.ExchangeTimeUnknown));
            }
        }

        events.AddRange(snapshot);
        active = next;
        Forward(next, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events));
        Interlocked.Increment(ref switches);
        SwitchCounter.Add(1, new KeyValuePair<string, object?>("feed", options.Name), new KeyValuePair<string, object?>("source", next.Index));
        metrics.Resync();
        FailoverLog.Switched(logger, options.Name, previous.Index, next.Index);
        Switched?.Invoke(this, new FailoverSwitchedEventArgs(previous.Index, next.Index, silence));
    }

    private void Forward(FailoverSource source, ReadOnlySpan<MarketEvent> events)
    {
        if (sink is null || sinkFailure is not null)
        {
            return;
        }

        lastForwarded = Now;
        forwarded[source.Index] += events.Length;
        if (buffer.Length < events.Length)
        {
            buffer = new MarketEvent[events.Length * 2];
        }

        for (int i = 0; i < events.Length; i++)
        {
            buffer[i] = events[i] with { SourceId = source.SourceId };
        }

        try
        {
            sink.OnEvents(buffer.AsSpan(0, events.Length));
        }
        catch (Exception e)
        {
            FailSink(e);
        }
    }

    // A sink that throws ends the feed, not the source that happened to speak.
    private void FailSink(Exception e)
    {
        sinkFailure ??= e;
        _ = stop?.CancelAsync();
    }

    private void SetStatus(FeedStatus now, long time)
    {
        FeedStatus before = status;
        if (before.State == now.State && before.Reason == now.Reason)
        {
            return;
        }

        status = now with { Since = time };
        metrics.State(now.State, now.Reason);
        StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(FeedStatusChangedEventArgs.WholeFeed, before, status));
    }
}
