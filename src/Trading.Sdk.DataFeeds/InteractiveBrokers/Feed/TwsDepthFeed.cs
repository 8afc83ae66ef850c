using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Depth, ticks and bars of TWS or IB Gateway as a feed that keeps itself alive: it reconnects with growing, jittered waits and
/// subscribes to everything again under new ids; it follows the broker's notices about its own links (1100, 1101, 1102, farms);
/// it empties books on a reset (317), subscribes again after a halt (316), after a book stayed unsorted or crossed, and after an
/// unreadable message; it notices silence. See docs/interactive-brokers.md.
/// </summary>
/// <remarks>
/// Events are pushed on the connection's read loop, once per batch of bytes that arrived together: a batch is one message of level
/// events with the differences by price. The venue sends no times with depth, so both times are the arrival's
/// (<see cref="MarketEventFlags.ExchangeTimeUnknown"/>).
/// </remarks>
public sealed class TwsDepthFeed : ILiveFeed, ITwsClientHooks
{
    private readonly TwsFeedOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Dictionary<int, TwsInstrumentFeed> instruments;
    private readonly TwsInstrumentFeed[] inOrder;
    private readonly TwsFarms farms = new();
    private readonly TwsDepthDecoder decoder = new();
    private readonly TwsNamePool names = new();
    private readonly Random jitter;
    private readonly Lock gate = new();
    private FeedStatus status;
    private IMarketEventSink? sink;
    private TwsClient? client;
    private Exception? sinkFailure;
    private long lastBytes;
    private long heartbeatSince;
    private long ticks;
    private long reconnects;
    private int lastRequestId;
    private int port;
    private int serverVersion;
    private int running;
    private int countedAttempts;

    /// <summary>Creates the feed; nothing is connected before <see cref="RunAsync"/>.</summary>
    /// <param name="options">Connection, subscriptions, limits.</param>
    /// <param name="logger">Default: none.</param>
    /// <exception cref="ArgumentException">An option is out of range, or two subscriptions have one instrument id.</exception>
    public TwsDepthFeed(TwsFeedOptions options, ILogger<TwsDepthFeed>? logger = null)
    {
        TwsFeedOptions.Validate(options);
        this.options = options;
        this.logger = logger ?? NullLogger<TwsDepthFeed>.Instance;
        clock = options.Client.TimeProvider;
        jitter = new Random(options.JitterSeed);
        Metrics = new FeedMetrics(options.Name);
        Instruments = new InstrumentTable(options.Subscriptions.Select(s => s.Instrument));
        inOrder = [.. options.Subscriptions.Select(s => new TwsInstrumentFeed(this, options, s))];
        instruments = inOrder.ToDictionary(i => i.Instrument.Id);
        port = options.Client.Port;
    }

    /// <inheritdoc/>
    public event EventHandler<FeedStatusChangedEventArgs>? StatusChanged;

    /// <summary>Raised for every error and notice of the server, on the feed's thread: handlers return quickly and do not throw.</summary>
    public event EventHandler<TwsErrorEventArgs>? ErrorReceived;

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

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

    /// <summary>Version of the server's protocol; 0 before the first connection.</summary>
    public int ServerVersion => Volatile.Read(ref serverVersion);

    /// <summary>Tick-by-tick messages so far, halts included.</summary>
    public long Ticks => Interlocked.Read(ref ticks);

    /// <summary>Connections after the first.</summary>
    public long Reconnects => Interlocked.Read(ref reconnects);

    /// <summary>What the server said last of its data farms, by name.</summary>
    public IReadOnlyDictionary<string, TwsFarmState> Farms => farms.States;

    internal FeedMetrics Metrics { get; }

    internal bool IsLinkLost { get; private set; }

    internal long Now => Timestamp.Now(clock);

    /// <inheritdoc/>
    public FeedStatus StatusOf(int instrumentId) => Of(instrumentId).Status;

    /// <summary>A copy of the rows of an instrument as the venue told them last, with owners and exact decimals. From any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    public TwsDepthSnapshot DepthOf(int instrumentId) => Of(instrumentId).Snapshot();

    /// <inheritdoc/>
    /// <exception cref="TwsConnectionException">The server refused for good (too old; client id in use at the first connection), or attempts were used up.</exception>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException("The feed is running already.");
        }

        try
        {
            this.sink = sink;
            sinkFailure = null;
            ResiliencePipeline<TwsClient> connecting = CreatePipeline();
            for (bool first = true; ; first = false)
            {
                bool initial = first;
                TwsClient connected = await connecting.ExecuteAsync(token => ConnectAsync(initial, token), cancellationToken).ConfigureAwait(false);
                await RunConnectionAsync(connected, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TwsConnectionException e)
        {
            TwsLog.GaveUp(logger, options.Name, e.Message);
            Disconnected(e.IsTransient ? FeedStateReason.AttemptsExhausted : FeedStateReason.Refused);
            throw;
        }
        catch (OperationCanceledException)
        {
            Disconnected(FeedStateReason.Stopped);
            throw;
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    void ITwsClientHooks.OnError(TwsError error)
    {
        TwsLog.Server(logger, options.Name, error.Code, error.RequestId, error.Text);
        ErrorReceived?.Invoke(this, new TwsErrorEventArgs(error));
        switch (error.Code)
        {
            case TwsErrorCode.LinkLost or TwsErrorCode.ServerLinkBroken:
                IsLinkLost = true;
                ForEach(i => i.OnUpstreamLost());
                return;
            case TwsErrorCode.LinkRestoredDataKept:
                IsLinkLost = false;
                if (!farms.IsMarketDataBroken)
                {
                    ForEach(i => i.OnUpstreamRestored());
                }

                return;
            case TwsErrorCode.LinkRestoredDataLost:
                IsLinkLost = false;
                ResubscribeEverything();
                return;
            case TwsErrorCode.PortChanged:
                MovePort(error.Text);
                return;
        }

        bool wasBroken = farms.IsMarketDataBroken;
        if (farms.Apply(error) && wasBroken != farms.IsMarketDataBroken)
        {
            if (farms.IsMarketDataBroken)
            {
                ForEach(i => i.OnUpstreamLost());
            }
            else if (!IsLinkLost)
            {
                ForEach(i => i.OnUpstreamRestored());
            }
        }
    }

    void ITwsClientHooks.OnMalformed(TwsProtocolException error)
    {
        Metrics.Malformed();
        TwsLog.Malformed(logger, options.Name, error.Message);
    }

    void ITwsClientHooks.OnCurrentTime() => heartbeatSince = 0;

    void ITwsClientHooks.OnBatchEnd(int messages)
    {
        lastBytes = Now;
        heartbeatSince = 0;
        Metrics.Messages(messages);
        ForEach(static i => i.OnBatchEnd());
    }

    void ITwsClientHooks.OnWake()
    {
        long now = Now;
        if (heartbeatSince != 0 && now - heartbeatSince > Timestamp.FromTimeSpan(options.HeartbeatTimeout))
        {
            TwsLog.Silent(logger, options.Name);
            client?.Abort();
            return;
        }

        if (heartbeatSince == 0 && now - lastBytes > Timestamp.FromTimeSpan(options.HeartbeatAfter))
        {
            heartbeatSince = now;
            client?.Send(TwsEncoder.CurrentTime());
        }

        ForEach(static i => i.OnWake());
    }

    internal void CountTick() => Interlocked.Increment(ref ticks);

    internal void Emit(ReadOnlySpan<MarketEvent> events)
    {
        if (sinkFailure is not null)
        {
            return;
        }

        try
        {
            sink!.OnEvents(events);
        }
        catch (Exception e)
        {
            sinkFailure = e;
            client?.Abort();
        }
    }

    internal void EmitBars(ReadOnlySpan<Bar> bars)
    {
        if (sinkFailure is not null)
        {
            return;
        }

        try
        {
            sink!.OnBars(bars);
        }
        catch (Exception e)
        {
            sinkFailure = e;
            client?.Abort();
        }
    }

    internal TwsDepthRequest RequestDepth(TwsInstrumentFeed instrument, TwsContract contract)
    {
        var request = new TwsDepthRequest(instrument, decoder);
        bool smart = instrument.Subscription.IsSmartDepth;
        client!.Start(request, id => TwsEncoder.Depth(id, contract, instrument.Subscription.DepthRows, smart), id => TwsEncoder.CancelDepth(id, smart));
        return request;
    }

    internal TwsTickRequest RequestTicks(TwsInstrumentFeed instrument, TwsTickLine line)
    {
        var request = new TwsTickRequest(instrument, line, names);
        TwsContract contract = instrument.Subscription.Contract;
        if (line.Kind is { } kind)
        {
            client!.Start(request, id => TwsEncoder.TickByTick(id, contract, kind, 0, ignoreSize: false), TwsEncoder.CancelTickByTick);
        }
        else
        {
            client!.Start(request, id => TwsEncoder.RealTimeBars(id, contract, instrument.Subscription.RealTimeBars!, regularHours: false), TwsEncoder.CancelRealTimeBars);
        }

        return request;
    }

    internal void Cancel(TwsRequest request) => client?.Cancel(request);

    internal void OnDepthLineFree()
    {
        // One line was freed: one waits no longer.
        foreach (TwsInstrumentFeed instrument in inOrder)
        {
            if (instrument.IsQueued)
            {
                instrument.OnDepthLineFree();
                return;
            }
        }
    }

    internal void OnStatusChanged(int instrumentId, FeedStatus previous, FeedStatus current)
    {
        TwsLog.Changed(logger, options.Name, Instruments[instrumentId].Symbol, current.State, current.Reason);
        Metrics.State(current.State, current.Reason);
        StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(instrumentId, previous, current));
        FeedStatus before, worst = inOrder.Select(i => i.Status).MinBy(s => Rank(s.State));
        // One refused instrument does not make the others useless: failed is a feed of which nothing is left.
        if (inOrder.Any(i => i.Status.State != FeedState.Failed))
        {
            worst = inOrder.Select(i => i.Status).Where(s => s.State != FeedState.Failed).MinBy(s => Rank(s.State));
        }

        lock (gate)
        {
            before = status;
            if (before.State == worst.State && before.Reason == worst.Reason)
            {
                return;
            }

            status = worst with { Since = current.Since };
        }

        StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(FeedStatusChangedEventArgs.WholeFeed, before, Status));
    }

    private static int Rank(FeedState state) => state switch
    {
        FeedState.Failed => 0,
        FeedState.Disconnected => 1,
        FeedState.Buffering => 2,
        FeedState.Snapshotting => 3,
        FeedState.Resyncing => 4,
        FeedState.Stale => 5,
        _ => 6,
    };

    private TwsInstrumentFeed Of(int instrumentId) => instruments.TryGetValue(instrumentId, out TwsInstrumentFeed? instrument)
        ? instrument
        : throw new ArgumentOutOfRangeException(nameof(instrumentId), instrumentId, "The feed does not know the instrument.");

    private void ForEach(Action<TwsInstrumentFeed> action)
    {
        foreach (TwsInstrumentFeed instrument in inOrder)
        {
            action(instrument);
        }
    }

    private ResiliencePipeline<TwsClient> CreatePipeline() => new ResiliencePipelineBuilder<TwsClient> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<TwsClient>
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is TwsConnectionException or TwsProtocolException && MayRetry(arguments.Outcome.Exception, arguments.AttemptNumber)),
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments.AttemptNumber)),
        })
        .Build();

    private bool MayRetry(Exception failure, int attempt)
    {
        bool expected = options.RestartWindow?.Contains(clock.GetUtcNow()) ?? false;
        // After a broken connection the server may hold our id for a while: only at the first connection is it another client's.
        bool transient = failure is not TwsConnectionException { IsTransient: false } || (failure is TwsConnectionException { Code: TwsErrorCode.ClientIdInUse } && ServerVersion != 0);
        if (attempt == 0)
        {
            countedAttempts = 0;
        }

        return transient && (expected || ++countedAttempts < (ServerVersion == 0 ? options.ConnectAttemptsMax : options.ReconnectAttemptsMax));
    }

    private TimeSpan Delay(int attempt)
    {
        double most = Math.Min(options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 20)), options.ReconnectDelayMax.TotalMilliseconds);
        lock (jitter)
        {
            return TimeSpan.FromMilliseconds(most * (0.5 + (0.5 * jitter.NextDouble())));
        }
    }

    private async ValueTask<TwsClient> ConnectAsync(bool first, CancellationToken cancellationToken)
    {
        TwsClientOptions target = options.Client with { Port = Volatile.Read(ref port) };
        try
        {
            // The hooks run from the first byte on, before the client is known here: they meet a feed without requests.
            lastBytes = Now;
            heartbeatSince = 0;
            IsLinkLost = false;
            farms.Clear();
            TwsClient connected = await TwsClient.ConnectAsync(target, this, lastRequestId, TwsConnection.OpenAsync(target, cancellationToken), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref serverVersion, connected.ServerVersion);
            if (!first)
            {
                Interlocked.Increment(ref reconnects);
                Metrics.Reconnect();
            }

            return connected;
        }
        catch (TwsConnectionException e)
        {
            TwsLog.NotConnected(logger, options.Name, e.Message);
            throw;
        }
    }

    private async Task RunConnectionAsync(TwsClient connected, CancellationToken cancellationToken)
    {
        TwsLog.Connected(logger, options.Name, connected.ServerVersion);
        await using (connected.ConfigureAwait(false))
        {
            // Watched from before the first request on: nothing that is asked for goes unguarded.
            using ITimer timer = clock.CreateTimer(static state => ((TwsClient)state!).Wake(), connected, options.WatchInterval, options.WatchInterval);

            // Everything about the instruments happens on the read loop, the first requests too.
            connected.Post(() =>
            {
                client = connected;
                if (options.MarketDataType is { } type)
                {
                    connected.SetMarketDataType(type);
                }

                ForEach(static i => i.OnConnected());
            });
            try
            {
                await connected.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is TwsConnectionException or TwsProtocolException)
            {
                TwsLog.Lost(logger, options.Name, e.Message);
            }
        }

        // The read loop has ended: this is the feed's thread now.
        client = null;
        lastRequestId = connected.LastRequestId;
        if (sinkFailure is not null)
        {
            Exception failure = sinkFailure;
            Disconnected(FeedStateReason.ConnectionLost);
            throw new AggregateException("The sink of the feed failed.", failure);
        }

        Disconnected(FeedStateReason.ConnectionLost);
        await Task.Delay(Delay(0), clock, cancellationToken).ConfigureAwait(false);
    }

    private void Disconnected(FeedStateReason reason) => ForEach(i => i.OnDisconnected(reason));

    private void ResubscribeEverything()
    {
        if (options.MarketDataType is { } type)
        {
            client?.SetMarketDataType(type);
        }

        ForEach(static i => i.OnUpstreamDataLost());
    }

    // The new port is told in the text alone: its last number, whatever the language.
    private void MovePort(string text)
    {
        int end = text.Length;
        while (end > 0 && !char.IsAsciiDigit(text[end - 1]))
        {
            end--;
        }

        int start = end;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        if (int.TryParse(text.AsSpan(start, end - start), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int moved) && moved is > 0 and <= 65_535)
        {
            Volatile.Write(ref port, moved);
        }

        client?.Abort();
    }
}
