using System.Collections.Concurrent;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// A client of TWS or IB Gateway over its text protocol (server versions 163…176), without the vendor's library: typed requests as
/// tasks and asynchronous streams. Cancelling a token, or leaving a loop over a stream, cancels on the wire. One connection: when it
/// ends, every request ends with the reason and <see cref="Completion"/> tells it; <see cref="TwsDepthFeed"/> is the form that
/// reconnects. Thread-safe. Placing orders is not part of it.
/// </summary>
public sealed partial class TwsClient : IAsyncDisposable, ITwsFrameHandler
{
    private readonly TwsClientOptions options;
    private readonly TwsConnection connection;
    private readonly ITwsClientHooks? hooks;
    private readonly ConcurrentDictionary<int, TwsRequest> requests = new();
    private readonly ConcurrentQueue<Action> posted = new();
    private readonly TwsDepthDecoder depth = new();
    private readonly TwsNamePool names = new();
    private readonly TwsWaiters<int> validIds = new();
    private readonly TwsWaiters<IReadOnlyList<string>> accountLists = new();
    private readonly TwsWaiters<DateTimeOffset> times = new();
    private readonly TwsWaiters<IReadOnlyList<TwsDepthExchange>> depthExchanges = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private int lastRequestId;
    private int batch;
    private long malformed;
    private long unhandled;
    private TwsError? fatal;
    private volatile bool disposed;

    private TwsClient(TwsConnection connection, TwsClientOptions options, ITwsClientHooks? hooks, int lastRequestId)
    {
        this.connection = connection;
        this.options = options;
        this.hooks = hooks;
        this.lastRequestId = lastRequestId;
        // Observed by those who care; a client that nobody watches must not end the process.
        _ = completion.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Raised for every error and notice of the server, known or not, on the client's read loop: handlers return quickly and do not throw.</summary>
    public event EventHandler<TwsErrorEventArgs>? ErrorReceived;

    /// <summary>Version of the protocol, 163…176.</summary>
    public int ServerVersion => connection.ServerVersion;

    /// <summary>The server's time at the connection, as sent.</summary>
    public string ConnectionTime => connection.ConnectionTime;

    /// <summary>Accounts of the login; empty until the server has told them.</summary>
    public IReadOnlyList<string> Accounts { get; private set; } = [];

    /// <summary>The next id for orders, as the server told it at the connection.</summary>
    public int NextValidId { get; private set; }

    /// <summary>Messages that could not be read; their requests ended with a <see cref="TwsProtocolException"/>.</summary>
    public long MalformedMessages => Interlocked.Read(ref malformed);

    /// <summary>Messages of kinds that are not read here, or for requests that have ended.</summary>
    public long UnhandledMessages => Interlocked.Read(ref unhandled);

    /// <summary>Ends with success when the client was disposed, else with the reason why the connection ended.</summary>
    public Task Completion => completion.Task;

    /// <summary>The largest request id used so far.</summary>
    internal int LastRequestId => Volatile.Read(ref lastRequestId);

    /// <summary>Connects, greets, starts the session and waits for the first valid id.</summary>
    /// <exception cref="TwsConnectionException">No connection (502), server too old (503), client id in use (326), or it ended during the start (504).</exception>
    public static Task<TwsClient> ConnectAsync(TwsClientOptions options, CancellationToken cancellationToken = default)
    {
        TwsClientOptions.Validate(options);
        return ConnectAsync(options, null, 0, TwsConnection.OpenAsync(options, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="ConnectAsync(TwsClientOptions, CancellationToken)"/>
    internal static async Task<TwsClient> ConnectAsync(TwsClientOptions options, ITwsClientHooks? hooks, int lastRequestId, Task<TwsConnection> opening, CancellationToken cancellationToken)
    {
        var client = new TwsClient(await opening.ConfigureAwait(false), options, hooks, lastRequestId);
        try
        {
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Cancels what is running on the wire and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        foreach (TwsRequest request in requests.Values)
        {
            Cancel(request);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
    }

    /// <summary>Calls the hooks on the read loop soon.</summary>
    internal void Wake() => connection.Wake();

    /// <summary>Runs something on the read loop soon.</summary>
    internal void Post(Action action)
    {
        posted.Enqueue(action);
        connection.Wake();
    }

    /// <summary>Ends the connection at once, as if it had broken.</summary>
    internal void Abort() => connection.Abort();

    /// <summary>Gives a request its id and sends it.</summary>
    /// <exception cref="TwsConnectionException">The connection has ended (504).</exception>
    internal int Start(TwsRequest request, Func<int, byte[]> encode, Func<int, byte[]>? encodeCancel = null)
    {
        request.Id = Interlocked.Increment(ref lastRequestId);
        byte[] frame = encode(request.Id);
        request.CancelFrame = encodeCancel?.Invoke(request.Id);
        requests[request.Id] = request;
        try
        {
            connection.Send(frame);
        }
        catch
        {
            requests.TryRemove(request.Id, out _);
            throw;
        }

        // The read loop may have ended between the two lines above: then nobody else would tell the request.
        if (completion.Task.IsCompleted && requests.TryRemove(request.Id, out _))
        {
            request.OnEnded(EndReason());
        }

        return request.Id;
    }

    /// <summary>Ends a request here and, where the protocol can, on the server. What still arrives under its id is dropped.</summary>
    internal void Cancel(TwsRequest request)
    {
        if (requests.TryRemove(request.Id, out _) && request.CancelFrame is { } frame)
        {
            try
            {
                connection.Send(frame);
            }
            catch (TwsConnectionException)
            {
                // The connection has ended, and the subscription with it.
            }
        }
    }

    /// <summary>Sends a frame without a request id.</summary>
    internal void Send(byte[] frame) => connection.Send(frame);

    void ITwsFrameHandler.OnFrame(ReadOnlySpan<byte> payload)
    {
        batch++;
        var reader = new TwsFieldReader(payload);
        TwsRequest? request = null;
        try
        {
            Dispatch(ref reader, ref request);
        }
        catch (TwsProtocolException e)
        {
            Interlocked.Increment(ref malformed);
            hooks?.OnMalformed(e);
            if (request is not null && !request.OnMalformed(e))
            {
                Cancel(request);
            }
        }
    }

    void ITwsFrameHandler.OnBatchEnd()
    {
        hooks?.OnBatchEnd(batch);
        batch = 0;
    }

    void ITwsFrameHandler.OnWake()
    {
        while (posted.TryDequeue(out Action? action))
        {
            action();
        }

        hooks?.OnWake();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        reading = Task.Run(ReadAsync, CancellationToken.None);
        Task<int> ready = validIds.WaitAsync(CancellationToken.None);
        connection.Send(TwsEncoder.StartApi(options.ClientId));
        try
        {
            NextValidId = await ready.WaitAsync(options.StartTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new TwsConnectionException($"{options.Host}:{options.Port} gave no valid id in time", 504, e);
        }

        int seen, first;
        do
        {
            seen = LastRequestId;
            first = Math.Max(seen, NextValidId - 1);
        }
        while (Interlocked.CompareExchange(ref lastRequestId, first, seen) != seen);
    }

    private async Task ReadAsync()
    {
        try
        {
            await connection.ReadAllAsync(this).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A protocol error, a broken connection, or a sink that threw: whatever it was, it ends the connection.
            connection.Abort();
            Exception cause = disposed ? new TwsConnectionException("the client was disposed", 504) : fatal is null ? e : Fatal(fatal, e);
            if (disposed)
            {
                completion.TrySetResult();
            }
            else
            {
                completion.TrySetException(cause);
            }

            validIds.Fail(cause);
            accountLists.Fail(cause);
            times.Fail(cause);
            depthExchanges.Fail(cause);
            foreach (TwsRequest request in requests.Values)
            {
                if (requests.TryRemove(request.Id, out _))
                {
                    request.OnEnded(cause);
                }
            }
        }
    }

    private TwsConnectionException Fatal(TwsError error, Exception? cause) => new(
        error.Code == TwsErrorCode.ClientIdInUse
            ? $"client id {options.ClientId} is in use at {options.Host}:{options.Port} (326): {error.Text}"
            : $"{options.Host}:{options.Port}: {error.Code} {error.Text}",
        error.Code,
        cause);

    private Exception EndReason() => completion.Task.Exception?.InnerException ?? new TwsConnectionException("the client was disposed", 504);

    private void Dispatch(ref TwsFieldReader reader, ref TwsRequest? request)
    {
        int message = reader.ReadMessageId();
        switch (message)
        {
            case TwsIncoming.Error:
                reader.Skip();
                OnError(TwsError.Read(ref reader));
                return;
            case TwsIncoming.NextValidId:
                reader.Skip();
                validIds.Complete(reader.ReadInt());
                return;
            case TwsIncoming.ManagedAccounts:
                reader.Skip();
                Accounts = reader.ReadString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                accountLists.Complete(Accounts);
                return;
            case TwsIncoming.CurrentTime:
                reader.Skip();
                times.Complete(MarketData.Timestamp.ToDateTimeOffset(TwsTime.FromSeconds(reader.ReadLong())));
                hooks?.OnCurrentTime();
                return;
            case TwsIncoming.DepthExchanges:
                depthExchanges.Complete(TwsDepthExchange.Read(ref reader));
                return;
            case TwsIncoming.TickPrice or TwsIncoming.TickSize or TwsIncoming.TickGeneric or TwsIncoming.TickString or TwsIncoming.MarketDepth or TwsIncoming.MarketDepthL2:
            case TwsIncoming.RealTimeBar or TwsIncoming.ContractDataEnd or TwsIncoming.TickSnapshotEnd or TwsIncoming.MarketDataType:
                reader.Skip();
                break;
            case TwsIncoming.ContractData when ServerVersion < 164:
                reader.Skip();
                break;
            case TwsIncoming.ContractData or TwsIncoming.HistoricalData or TwsIncoming.TickOptionComputation or TwsIncoming.TickReqParams or TwsIncoming.SmartComponents:
            case TwsIncoming.HeadTimestamp or TwsIncoming.HistoricalDataUpdate or TwsIncoming.RerouteMarketData or TwsIncoming.RerouteMarketDepth:
            case TwsIncoming.HistoricalTicks or TwsIncoming.HistoricalTicksBidAsk or TwsIncoming.HistoricalTicksLast or TwsIncoming.TickByTick:
                break;
            default:
                Interlocked.Increment(ref unhandled);
                return;
        }

        if (!requests.TryGetValue(reader.ReadInt(), out request))
        {
            // Rows that cross a cancel on the wire.
            Interlocked.Increment(ref unhandled);
        }
        else if (!request.OnMessage(message, ref reader))
        {
            Cancel(request, message);
        }
    }

    // A request that its last message has ended needs no cancel on the wire; one whose consumer gave up does.
    private void Cancel(TwsRequest request, int message)
    {
        if (message is TwsIncoming.ContractDataEnd or TwsIncoming.TickSnapshotEnd or TwsIncoming.SmartComponents or TwsIncoming.HeadTimestamp
            or TwsIncoming.RerouteMarketDepth or TwsIncoming.HistoricalTicks or TwsIncoming.HistoricalTicksBidAsk or TwsIncoming.HistoricalTicksLast
            || (message == TwsIncoming.HistoricalData && request is not TwsHistoryStreamRequest))
        {
            requests.TryRemove(request.Id, out _);
        }
        else
        {
            Cancel(request);
        }
    }

    private void OnError(TwsError error)
    {
        if (error.Code == TwsErrorCode.MessageRateExceeded)
        {
            connection.SlowDown();
        }

        if (error.Class == TwsErrorClass.Connection)
        {
            // The server closes next; what it said is the reason.
            fatal = error;
        }

        hooks?.OnError(error);
        ErrorReceived?.Invoke(this, new TwsErrorEventArgs(error));
        if (error.RequestId >= 0 && requests.TryGetValue(error.RequestId, out TwsRequest? request) && !request.OnError(error))
        {
            requests.TryRemove(request.Id, out _);
        }

        if (error.Code == TwsErrorCode.ClientIdInUse)
        {
            // Some servers leave the connection open and silent.
            throw Fatal(error, null);
        }
    }
}
