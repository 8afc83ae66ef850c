using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Persistence;
using Instrument = Trading.Sdk.MarketData.Instrument;

namespace Trading.Sdk;

/// <summary>
/// The live composition: feed → bounded queue → book, features, signals, risk and shadow execution in one <see cref="StrategySession"/> →
/// bounded queue → store. The session is the one of a backtest: a recorded session replayed through it gives the same decisions and fills.
/// </summary>
/// <remarks>
/// Stages wait for one another and drop nothing, unless <see cref="TradingPipelineOptions.Overflow"/> says otherwise. When the feed ends or the token is
/// cancelled, what was already received is still decided on and stored.
/// </remarks>
public sealed class TradingPipeline
{
    private const int BatchEvents = 4096, BatchRecords = 512;
    private static readonly Meter Meter = new("Trading.Sdk");
    private static readonly Counter<long> EventCounter = Meter.CreateCounter<long>("trading.pipeline.events", "{event}", "Events taken from the feed.");
    private static readonly Counter<long> DecisionCounter = Meter.CreateCounter<long>("trading.pipeline.decisions", "{decision}", "Decisions made.");
    private static readonly Counter<long> FillCounter = Meter.CreateCounter<long>("trading.pipeline.fills", "{fill}", "Fills known.");
    private static readonly Counter<long> RecordCounter = Meter.CreateCounter<long>("trading.pipeline.records", "{record}", "Records the store has taken.");

    private readonly IMarketDataFeed feed;
    private readonly Instrument instrument;
    private readonly ITradingStore? store;
    private readonly AlertMonitor? alerts;
    private readonly PerformanceTracker? performance;
    private readonly TimeProvider clock;
    private readonly StrategySession session;
    private readonly Channel<Record> records;
    private readonly KeyValuePair<string, object?> tag;
    private MarketEventQueue? queue;
    private bool running;
    private readonly Lock pointGate = new();
    private long eventCount, decisions, fills, stored, lastDataTime, riskNumber;
    private EquityPoint lastPoint;

    /// <summary>Creates a pipeline; nothing runs yet.</summary>
    /// <param name="feed">Any feed: a venue, a recording, a failover, the simulated exchange.</param>
    /// <param name="instrument">The instrument traded.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="options">Queues, session, alerts.</param>
    /// <param name="store">Where signals and the audit trail go; null = nowhere.</param>
    /// <param name="alerts">Where alerts go; null = nowhere.</param>
    /// <param name="performance">The tracker that alerts look at; the strategy's resolved signals are the host's to feed into it. Null = none.</param>
    /// <param name="timeProvider">The clock of silence and of decisions without messages. Default the system's.</param>
    public TradingPipeline(
        IMarketDataFeed feed,
        Instrument instrument,
        IStrategy strategy,
        TradingPipelineOptions? options = null,
        ITradingStore? store = null,
        IAlertSink? alerts = null,
        PerformanceTracker? performance = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(strategy);
        Options = options ?? new TradingPipelineOptions();
        Options.Validate();
        (this.feed, this.instrument, this.store, this.performance) = (feed, instrument, store, performance);
        this.alerts = alerts is null ? null : new AlertMonitor(alerts, Options.Alerts);
        clock = timeProvider ?? TimeProvider.System;
        tag = new KeyValuePair<string, object?>("pipeline", Options.Name);
        records = Channel.CreateBounded<Record>(new BoundedChannelOptions(Options.QueueRecords) { SingleReader = true, SingleWriter = true });
        session = new StrategySession(instrument, strategy, Options.Session);
        session.Decided += OnDecided;
        session.FillKnown += OnFill;
        session.RiskDecided += decision => Write(new Record(null, PipelineRecords.Of(decision, instrument, riskNumber++)));
        if (strategy is FusedStrategy fused)
        {
            fused.Fused += signal => Write(new Record(PipelineRecords.Of(signal, instrument.Symbol), null));
        }
    }

    /// <summary>The options.</summary>
    public TradingPipelineOptions Options { get; }

    /// <summary>How it stands. Safe to read from any thread.</summary>
    public PipelineStatus Status
    {
        get
        {
            EquityPoint point;
            lock (pointGate)
            {
                point = lastPoint;
            }

            return StatusAt(point);
        }
    }

    private PipelineStatus StatusAt(in EquityPoint point) => new(
        Volatile.Read(ref running),
        Interlocked.Read(ref eventCount),
        queue?.Count ?? 0,
        Interlocked.Read(ref decisions),
        Interlocked.Read(ref fills),
        Interlocked.Read(ref stored),
        records.Reader.Count,
        Interlocked.Read(ref lastDataTime),
        point.Equity,
        point.Position);

    /// <summary>Runs until the feed ends or the token is cancelled, then finishes what was received. Once per pipeline.</summary>
    /// <returns>What the session came to.</returns>
    /// <exception cref="InvalidOperationException">It has run before.</exception>
    public async Task<StrategySessionResult> RunAsync(CancellationToken cancellationToken)
    {
        if (queue is not null)
        {
            throw new InvalidOperationException("A pipeline runs once.");
        }

        using var events = new MarketEventQueue(Options.QueueEvents, Options.Overflow);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        queue = events;
        Volatile.Write(ref running, true);
        Task feeding = Task.Run(() => FeedAsync(events, stop.Token), CancellationToken.None);
        Task storing = Task.Run(StoreAsync, CancellationToken.None);
        try
        {
            // The store's failure must end the run while the strategy still waits for events.
            Task deciding = Task.Run(() => DecideAsync(events), CancellationToken.None);
            if (await Task.WhenAny(deciding, storing).ConfigureAwait(false) == storing)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                events.Complete();
            }

            await deciding.ConfigureAwait(false);
            StrategySessionResult result = session.Complete();
            records.Writer.TryComplete();
            await storing.ConfigureAwait(false);
            return result;
        }
        finally
        {
            records.Writer.TryComplete();
            await stop.CancelAsync().ConfigureAwait(false);
            events.Complete();
            await feeding.ConfigureAwait(false);
            Volatile.Write(ref running, false);
        }
    }

    /// <summary>Runs the feed to its end; its error becomes the reader's, so the task itself never faults.</summary>
    private async Task FeedAsync(MarketEventQueue events, CancellationToken cancellationToken)
    {
        try
        {
            await feed.RunAsync(events, cancellationToken).ConfigureAwait(false);
            events.Complete();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            events.Complete();
        }
#pragma warning disable CA1031 // Whatever ends the feed is handed to the reader.
        catch (Exception e)
#pragma warning restore CA1031
        {
            events.Complete(e);
        }
    }

    private async Task DecideAsync(MarketEventQueue events)
    {
        var buffer = new MarketEvent[BatchEvents];
        int held = 0;
        using var timer = new PeriodicTimer(Options.CheckInterval, clock);
        Task<bool> tick = timer.WaitForNextTickAsync().AsTask();
        while (true)
        {
            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            Task<int> read = events.ReadAsync(buffer.AsMemory(held), CancellationToken.None).AsTask();
            while (await Task.WhenAny(read, tick).ConfigureAwait(false) == tick && !read.IsCompleted)
            {
                OnTick();
                tick = timer.WaitForNextTickAsync().AsTask();
            }

            int count = await read.ConfigureAwait(false);
            if (count == 0)
            {
                session.OnEvents(buffer.AsSpan(0, held));
                return;
            }

            held = Take(buffer, held + count);
        }
    }

    /// <summary>Hands on the whole messages and keeps the head of one whose end has not been read.</summary>
    private int Take(MarketEvent[] buffer, int count)
    {
        int whole = count;
        while (whole > 0 && !buffer[whole - 1].IsEndOfMessage)
        {
            whole--;
        }

        if (whole > 0)
        {
            Interlocked.Exchange(ref lastDataTime, Math.Max(lastDataTime, buffer[whole - 1].ReceiveTime));
            session.OnEvents(buffer.AsSpan(0, whole));
            Interlocked.Add(ref eventCount, whole);
            EventCounter.Add(whole, tag);
            buffer.AsSpan(whole, count - whole).CopyTo(buffer);
        }

        return count - whole;
    }

    private void OnTick()
    {
        long now = Now();
        session.AdvanceClock(now);
        if (alerts is not null)
        {
            if (lastDataTime != 0)
            {
                alerts.CheckSilence(now, lastDataTime, Options.Name);
            }

            if (performance is not null)
            {
                alerts.Check(now, performance.Snapshot());
            }
        }
    }

    private long Now() => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private void OnDecided(EquityPoint point)
    {
        lock (pointGate)
        {
            lastPoint = point;
        }

        Interlocked.Increment(ref decisions);
        DecisionCounter.Add(1, tag);
    }

    private void OnFill(Fill fill)
    {
        Interlocked.Increment(ref fills);
        FillCounter.Add(1, tag);
        Write(new Record(null, PipelineRecords.Of(fill, instrument)));
    }

    private void Write(in Record record)
    {
        if (store is not null && !records.Writer.TryWrite(record))
        {
            // Full: the strategy waits for the store. A completed channel means that the store failed, and the run is ending.
            records.Writer.WriteAsync(record).AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task StoreAsync()
    {
        var signals = new List<SignalRecord>();
        var audit = new List<AuditEntry>();
        try
        {
            while (await records.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                signals.Clear();
                audit.Clear();
                while (signals.Count + audit.Count < BatchRecords && records.Reader.TryRead(out Record record))
                {
                    if (record.Signal is not null)
                    {
                        signals.Add(record.Signal);
                    }
                    else
                    {
                        audit.Add(record.Audit!);
                    }
                }

                if (signals.Count > 0)
                {
                    await store!.Signals.WriteAsync(signals, IngestMode.IgnoreDuplicates).ConfigureAwait(false);
                }

                if (audit.Count > 0)
                {
                    await store!.Audit.AppendAsync(audit).ConfigureAwait(false);
                }

                Interlocked.Add(ref stored, signals.Count + audit.Count);
                RecordCounter.Add(signals.Count + audit.Count, tag);
            }
        }
        catch (Exception e)
        {
            records.Writer.TryComplete(e);
            alerts?.Raise(new Alert(Now(), AlertKind.Storage, Options.Name, $"The store did not take a record: {e.Message}", 0, 0));
            throw;
        }
    }

    private readonly record struct Record(SignalRecord? Signal, AuditEntry? Audit);
}
