using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Trades, quotes and minute bars of Alpaca's stream: a backup for venues with depth. It logs in, subscribes, reconnects with growing,
/// jittered waits and says where it stands. The free stream is IEX only, a few per cent of the volume.
/// </summary>
public sealed class AlpacaFeed : ILiveFeed
{
    private const int FrameBytesMax = 8 << 20;

    private readonly AlpacaFeedOptions options;
    private readonly ILogger logger;
    private readonly AlpacaDecoder decoder;
    private readonly FeedMetrics metrics;
    private readonly Random jitter;
    private readonly Lock gate = new();
    private FeedStatus status;
    private long lastMessage;
    private long reconnects;
    private long malformed;
    private int running;

    /// <summary>Creates the feed; nothing is connected before <see cref="RunAsync"/>.</summary>
    /// <param name="options">Address, login, instruments.</param>
    /// <param name="logger">Default: none.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public AlpacaFeed(AlpacaFeedOptions options, ILogger<AlpacaFeed>? logger = null)
    {
        AlpacaFeedOptions.Validate(options);
        this.options = options;
        this.logger = logger ?? NullLogger<AlpacaFeed>.Instance;
        decoder = new AlpacaDecoder(options);
        metrics = new FeedMetrics(options.Name);
        jitter = new Random(options.JitterSeed);
        Instruments = new InstrumentTable(options.Instruments);
    }

    /// <inheritdoc/>
    public event EventHandler<FeedStatusChangedEventArgs>? StatusChanged;

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

    /// <summary>Connections after the first.</summary>
    public long Reconnects => Interlocked.Read(ref reconnects);

    /// <summary>Frames that could not be read; the books of one level were cleared.</summary>
    public long MalformedFrames => Interlocked.Read(ref malformed);

    /// <summary>The status of the feed: the stream is one.</summary>
    /// <inheritdoc/>
    public FeedStatus StatusOf(int instrumentId) => Instruments.TryGet(instrumentId, out _) ? Status : throw new ArgumentOutOfRangeException(nameof(instrumentId), instrumentId, "The feed does not know the instrument.");

    /// <inheritdoc/>
    /// <exception cref="AlpacaException">The login or the subscription was refused for good.</exception>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException("The feed is running already.");
        }

        try
        {
            for (int attempt = 0; ; attempt++)
            {
                try
                {
                    await RunConnectionAsync(sink, cancellationToken).ConfigureAwait(false);
                }
                catch (AlpacaException e) when (!e.IsTransient)
                {
                    Clear(sink);
                    SetStatus(FeedState.Failed, FeedStateReason.Refused);
                    throw;
                }
                catch (Exception e) when (e is WebSocketException or IOException or TimeoutException or System.Net.Http.HttpRequestException)
                {
                    AlpacaLog.Lost(logger, options.Name, e.Message);
                }

                attempt = Status.State is FeedState.Live or FeedState.Stale ? 0 : attempt;
                Clear(sink);
                SetStatus(FeedState.Disconnected, FeedStateReason.ConnectionLost);
                double most = Math.Min(options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 20)), options.ReconnectDelayMax.TotalMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(most * (0.5 + (0.5 * jitter.NextDouble()))), options.TimeProvider, cancellationToken).ConfigureAwait(false);
                Interlocked.Increment(ref reconnects);
                metrics.Reconnect();
            }
        }
        catch (OperationCanceledException)
        {
            SetStatus(FeedState.Disconnected, FeedStateReason.Stopped);
            throw;
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    private async Task RunConnectionAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        using var silent = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silent.Token);
        try
        {
            await socket.ConnectAsync(options.Address, linked.Token).WaitAsync(options.StartTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            SetStatus(FeedState.Buffering, FeedStateReason.Connected);
            lastMessage = Now;
            var frame = new FrameBuffer();
            await AwaitControlAsync(socket, frame, "success", linked.Token).ConfigureAwait(false);
            await SendAsync(socket, Login(), linked.Token).ConfigureAwait(false);
            await AwaitControlAsync(socket, frame, "success", linked.Token).ConfigureAwait(false);
            await SendAsync(socket, Subscription(), linked.Token).ConfigureAwait(false);
            SetStatus(FeedState.Snapshotting, FeedStateReason.SnapshotRequested);
            lastMessage = Now;
            using ITimer timer = options.TimeProvider.CreateTimer(_ => Watch(silent), null, options.StaleAfter / 4, options.StaleAfter / 4);
            while (true)
            {
                await ReceiveAsync(socket, frame, linked.Token).ConfigureAwait(false);
                Take(frame.Written, sink);
            }
        }
        catch (OperationCanceledException e) when (silent.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("nothing came for too long", e);
        }
    }

    private async Task AwaitControlAsync(ClientWebSocket socket, FrameBuffer frame, string type, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ReceiveAsync(socket, frame, cancellationToken).WaitAsync(options.StartTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            decoder.Decode(frame.Written, Now);
            ThrowOnError();
            if (decoder.Control.Exists(c => c.Type == type))
            {
                return;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> frame, IMarketEventSink sink)
    {
        Interlocked.Exchange(ref lastMessage, Now);
        metrics.Messages(1);
        try
        {
            decoder.Decode(frame, Now);
        }
        catch (MarketDataFormatException e)
        {
            // The quotes of that frame are unknown, so the one-level books are too; the next quotes make them anew.
            Interlocked.Increment(ref malformed);
            metrics.Malformed();
            AlpacaLog.Malformed(logger, options.Name, e.Message);
            Clear(sink);
            return;
        }

        ThrowOnError();
        if (decoder.Events.Count > 0)
        {
            sink.OnEvents(CollectionsMarshal.AsSpan((List<MarketEvent>)decoder.Events));
        }

        if (decoder.Bars.Count > 0)
        {
            sink.OnBars(CollectionsMarshal.AsSpan((List<Bar>)decoder.Bars));
        }

        if (decoder.Events.Count + decoder.Bars.Count > 0 && Status.State != FeedState.Live)
        {
            SetStatus(FeedState.Live, Status.State == FeedState.Stale ? FeedStateReason.DataResumed : FeedStateReason.SnapshotApplied);
        }
    }

    private void ThrowOnError()
    {
        foreach ((string type, int code, string text) in decoder.Control)
        {
            if (type == "error")
            {
                throw new AlpacaException(code, text);
            }
        }
    }

    private void Watch(CancellationTokenSource silent)
    {
        long quiet = Now - Interlocked.Read(ref lastMessage);
        if (quiet > 2 * Timestamp.FromTimeSpan(options.StaleAfter))
        {
            silent.Cancel();
        }
        else if (quiet > Timestamp.FromTimeSpan(options.StaleAfter) && Status.State == FeedState.Live)
        {
            SetStatus(FeedState.Stale, FeedStateReason.Silence);
        }
    }

    private void Clear(IMarketEventSink sink)
    {
        decoder.Reset();
        if (options.QuotesAsBook && Status.State is FeedState.Live or FeedState.Stale)
        {
            long now = Now;
            MarketEvent[] clears = [.. options.Instruments.Select(i => MarketEvent.Clear(i.Id, now, MarketEventFlags.EndOfMessage | MarketEventFlags.ExchangeTimeUnknown))];
            sink.OnEvents(clears);
        }
    }

    private byte[] Login() => Json(writer =>
    {
        writer.WriteString("action", "auth");
        writer.WriteString("key", options.Key);
        writer.WriteString("secret", options.Secret);
    });

    private byte[] Subscription() => Json(writer =>
    {
        writer.WriteString("action", "subscribe");
        foreach ((string name, bool wanted) in (ReadOnlySpan<(string, bool)>)[("trades", options.Trades), ("quotes", options.Quotes), ("bars", options.Bars)])
        {
            if (wanted)
            {
                writer.WriteStartArray(name);
                foreach (Instrument instrument in options.Instruments)
                {
                    writer.WriteStringValue(instrument.Symbol);
                }

                writer.WriteEndArray();
            }
        }
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] message, CancellationToken cancellationToken) =>
        socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken).AsTask();

    private static async Task ReceiveAsync(ClientWebSocket socket, FrameBuffer frame, CancellationToken cancellationToken)
    {
        frame.Length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(frame.Free(FrameBytesMax), cancellationToken).ConfigureAwait(false);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                throw new IOException("the server closed the connection");
            }

            frame.Length += result.Count;
            if (result.EndOfMessage)
            {
                return;
            }
        }
    }

    private long Now => Timestamp.Now(options.TimeProvider);

    private void SetStatus(FeedState state, FeedStateReason reason)
    {
        FeedStatus before, now;
        lock (gate)
        {
            before = status;
            if (before.State == state && before.Reason == reason)
            {
                return;
            }

            status = now = new FeedStatus(state, reason, Now);
        }

        metrics.State(state, reason);
        AlpacaLog.Changed(logger, options.Name, state, reason);
        StatusChanged?.Invoke(this, new FeedStatusChangedEventArgs(FeedStatusChangedEventArgs.WholeFeed, before, now));
    }

    private sealed class FrameBuffer
    {
        private byte[] bytes = new byte[16_384];

        public int Length { get; set; }

        public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

        public Memory<byte> Free(int most)
        {
            if (Length == bytes.Length)
            {
                if (Length >= most)
                {
                    throw new IOException($"a message of more than {most} bytes");
                }

                Array.Resize(ref bytes, bytes.Length * 2);
            }

            return bytes.AsMemory(Length);
        }
    }
}
