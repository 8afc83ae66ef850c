using System.Text.Json;

namespace Trading.Sdk.Testing;

/// <summary>
/// A venue in this process that speaks Binance's HTTP and WebSocket bytes on 127.0.0.1: seeded books that walk at random, streams,
/// snapshots, limits, and on demand everything that goes wrong. It knows the true book at every update id.
/// </summary>
/// <remarks>
/// Thread-safe. Nothing moves by itself: messages are published by <see cref="Publish"/>, or at a pace by
/// <see cref="StartPublishing"/>.
/// </remarks>
public sealed partial class FakeBinance : IAsyncDisposable
{
    private readonly FakeBinanceOptions options;
    private readonly FakeWebServer server;
    private readonly Lock gate = new();
    private readonly Dictionary<string, FakeBinanceBook> books;
    private readonly Dictionary<string, FakeBinanceTape> tapes;
    private readonly List<FakeBinanceStream> streams = [];
    private readonly Queue<(FakeSnapshotFault Fault, TimeSpan Time)> snapshotFaults = new();
    private readonly Random random;
    private readonly CancellationTokenSource stop = new();
    private Task publishing = Task.CompletedTask;
    private CancellationTokenSource? publishingStop;
    private long published;

    /// <summary>Starts the venue on a free port.</summary>
    /// <param name="options">Default: <see cref="FakeBinanceOptions"/> as it stands.</param>
    public FakeBinance(FakeBinanceOptions? options = null)
    {
        this.options = options ?? new FakeBinanceOptions();
        books = this.options.Symbols.Select((s, i) => new FakeBinanceBook(s, this.options, i)).ToDictionary(b => b.Symbol.Name, StringComparer.Ordinal);
        tapes = this.options.Symbols.Select((s, i) => (s.Name, Tape: new FakeBinanceTape(books[s.Name], this.options, i))).ToDictionary(t => t.Name, t => t.Tape, StringComparer.Ordinal);
#pragma warning disable RS0030 // Seeded.
        random = new Random(this.options.Seed);
#pragma warning restore RS0030
        server = new FakeWebServer(AnswerAsync, SpeakAsync);
    }

    /// <summary>
    /// A message went to at least one client (depth messages excepted: their truth is <see cref="TruthAt"/>). Raised while the venue is
    /// locked, in the order of sending.
    /// </summary>
    public event EventHandler<FakeBinanceMessageEventArgs>? MessageSent;

    /// <summary>Root of the streams.</summary>
    public Uri WebSocketAddress => server.WebSocketAddress;

    /// <summary>Root of the REST interface.</summary>
    public Uri RestAddress => server.HttpAddress;

    /// <summary>The server below, for its counters.</summary>
    public FakeWebServer Server => server;

    /// <summary>Clients connected to the streams now.</summary>
    public int OpenStreams
    {
        get
        {
            lock (gate)
            {
                return streams.Count;
            }
        }
    }

    /// <summary>Depth messages published so far.</summary>
    public long Published => Interlocked.Read(ref published);

    /// <summary>Depth answers given so far, faults included.</summary>
    public int SnapshotRequests { get; private set; }

    /// <summary>Requests made while a Retry-After was in force: a client must not.</summary>
    public int ImpatientRequests { get; private set; }

    /// <summary>Connections ended because the client sent more than the allowed messages a second: a client must not.</summary>
    public int InboundViolations { get; private set; }

    /// <summary>Control messages received, as text.</summary>
    public IReadOnlyList<string> ControlMessages
    {
        get
        {
            lock (gate)
            {
                return [.. controlMessages];
            }
        }
    }

    /// <summary>The true top of a book at an update id, in the ticks and lots of that time; null when no message or snapshot ended there, or it is no longer kept.</summary>
    public FakeBinanceTruth? TruthAt(string symbol, long updateId)
    {
        lock (gate)
        {
            return Book(symbol).TruthAt(updateId);
        }
    }

    /// <summary>Final id of the depth message published last.</summary>
    public long LastUpdateId(string symbol)
    {
        lock (gate)
        {
            return Book(symbol).LastFinal;
        }
    }

    /// <summary>Changes a book and publishes the depth message, with a fault if asked for.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="fault">What goes wrong; null = nothing.</param>
    public void Publish(string symbol, FakeStreamFault? fault = null)
    {
        lock (gate)
        {
            FakeBinanceBook book = Book(symbol);
            int repeats = fault == FakeStreamFault.Burst ? 201 : 1;
            for (int i = 0; i < repeats; i++)
            {
                if (fault == FakeStreamFault.Huge)
                {
                    book.Widen(2000);
                }

                book.Step(1 + random.Next(options.ChangesPerMessage));
                PublishOne(book, fault);
            }
        }
    }

    /// <summary>Changes a book without publishing: the next message will tell it, a snapshot before that lies inside the message.</summary>
    public void Step(string symbol, int changes = 3)
    {
        lock (gate)
        {
            Book(symbol).Step(changes);
        }
    }

    /// <summary>Changes what exchangeInfo says of a symbol, and with a finer tick or lot how its numbers are printed from now on.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="status">TRADING, BREAK, HALT …; null = as it is.</param>
    /// <param name="priceDecimals">Decimals of the tick, not fewer than before; null = as it is.</param>
    /// <param name="quantityDecimals">Decimals of the lot, not fewer than before; null = as it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coarser step, or more than 8 decimals.</exception>
    public void ChangeSymbol(string symbol, string? status = null, int? priceDecimals = null, int? quantityDecimals = null)
    {
        lock (gate)
        {
            FakeBinanceBook book = Book(symbol);
            int prices = priceDecimals ?? book.Symbol.PriceDecimals, quantities = quantityDecimals ?? book.Symbol.QuantityDecimals;
            ArgumentOutOfRangeException.ThrowIfLessThan(prices, book.Symbol.PriceDecimals, nameof(priceDecimals));
            ArgumentOutOfRangeException.ThrowIfLessThan(quantities, book.Symbol.QuantityDecimals, nameof(quantityDecimals));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(prices, 8, nameof(priceDecimals));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(quantities, 8, nameof(quantityDecimals));
            book.Status = status ?? book.Status;
            if (prices != book.Symbol.PriceDecimals || quantities != book.Symbol.QuantityDecimals)
            {
                book.Refine(prices, quantities);
            }
        }
    }

    /// <summary>Publishes all symbols in turn, one message per interval, until <see cref="StopPublishingAsync"/> or disposal.</summary>
    public void StartPublishing(TimeSpan interval, int messagesPerInterval = 1)
    {
        publishingStop = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        publishing = PublishAllAsync(interval, messagesPerInterval, publishingStop.Token);
    }

    /// <summary>Ends <see cref="StartPublishing"/>.</summary>
    public async Task StopPublishingAsync()
    {
        if (publishingStop is { } running)
        {
            publishingStop = null;
            await running.CancelAsync().ConfigureAwait(false);
            await publishing.ConfigureAwait(false);
            running.Dispose();
        }
    }

    /// <summary>Has something go wrong with the next depth answers, in the order of the calls.</summary>
    /// <param name="fault">What.</param>
    /// <param name="time">How late, or what Retry-After says. Default 1 s.</param>
    public void FailSnapshot(FakeSnapshotFault fault, TimeSpan? time = null)
    {
        lock (gate)
        {
            snapshotFaults.Enqueue((fault, time ?? TimeSpan.FromSeconds(1)));
        }
    }

    /// <summary>Faults of snapshots that have not been met yet.</summary>
    public int PendingSnapshotFaults
    {
        get
        {
            lock (gate)
            {
                return snapshotFaults.Count;
            }
        }
    }

    /// <summary>Resets all connections of clients after so many further bytes; 0 = at once.</summary>
    public void Cut(int afterBytes = 0) => ForEachStream(s =>
    {
        if (afterBytes == 0)
        {
            s.Socket.Abort();
        }
        else
        {
            s.Socket.CutAfterBytes = afterBytes;
        }
    });

    /// <summary>Closes all connections of clients with a close frame, as at the 24-hour limit.</summary>
    public async Task CloseStreamsAsync(ushort code = 1001)
    {
        foreach (FakeBinanceStream stream in Snapshot())
        {
            try
            {
                await stream.Socket.CloseAsync(code, "time is up", stop.Token).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Gone already.
            }
        }
    }

    /// <summary>Sends nothing any more over the connections that are open now, not even pongs; new ones work.</summary>
    public void Stall() => ForEachStream(s =>
    {
        s.IsStalled = true;
        s.Socket.AnswersPings = false;
    });

    /// <summary>Announces the shutdown of the server on all connections.</summary>
    public void AnnounceShutdown() => ForEachStream(s => s.Send("!serverShutdown", $"{{\"e\":\"serverShutdown\",\"E\":{Milliseconds()}}}"));

    /// <summary>Sends any text to all clients.</summary>
    public void SendText(string text) => ForEachStream(s => s.SendText(text));

    /// <summary>Splits what the open connections send: messages into frames, frames into writes; 0 = not.</summary>
    public void Split(int frameBytes, int writeBytes) => ForEachStream(s =>
    {
        s.Socket.FrameBytesMax = frameBytes;
        s.Socket.WriteBytesMax = writeBytes;
    });

    /// <summary>Sends a ping over all connections.</summary>
    public async Task PingAsync()
    {
        foreach (FakeBinanceStream stream in Snapshot())
        {
            await stream.Socket.PingAsync("1"u8.ToArray(), stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await publishing.ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        publishingStop?.Dispose();
        stop.Dispose();
    }

    private void PublishOne(FakeBinanceBook book, FakeStreamFault? fault)
    {
        string? earlier = book.Earlier;
        string data = book.Flush(Milliseconds());
        Interlocked.Increment(ref published);
        string name = book.Symbol.Name.ToLowerInvariant() + "@depth";
        foreach (FakeBinanceStream stream in streams)
        {
            foreach (string speed in options.DepthSpeeds)
            {
                if (stream.Has(name + speed))
                {
                    SendDepth(stream, name + speed, data, earlier, fault);
                }
            }
        }

        if (options.HasTrades)
        {
            long time = Milliseconds();
            string symbol = book.Symbol.Name.ToLowerInvariant();
            foreach (int levels in (ReadOnlySpan<int>)[5, 10, 20])
            {
                foreach (string speed in options.DepthSpeeds)
                {
                    string partial = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{symbol}@depth{levels}{speed}");
                    if (streams.Exists(s => s.Has(partial)))
                    {
                        Broadcast(partial, book.Partial(levels, time));
                    }
                }
            }

            foreach ((string ending, string text) in tapes[book.Symbol.Name].Advance(time))
            {
                Broadcast(symbol + ending, text);
            }
        }
    }

    private static void SendDepth(FakeBinanceStream stream, string name, string data, string? earlier, FakeStreamFault? fault)
    {
        switch (fault)
        {
            case FakeStreamFault.Gap:
                return;
            case FakeStreamFault.Duplicate:
                stream.Send(name, data);
                break;
            case FakeStreamFault.Old when earlier is not null:
                stream.Send(name, earlier);
                break;
            case FakeStreamFault.Truncated:
                stream.Send(name, data[..(data.Length / 2)]);
                return;
            case FakeStreamFault.NotANumber:
                stream.Send(name, data.Insert(data.IndexOf("\"b\":[", StringComparison.Ordinal) + 5, "[\"x1.5\",\"1\"],").Replace(",]", "]", StringComparison.Ordinal));
                return;
            case FakeStreamFault.Garbage:
                stream.SendText("<html>502 Bad Gateway</html>");
                return;
        }

        stream.Send(name, data);
    }

    private async Task PublishAllAsync(TimeSpan interval, int messages, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, options.TimeProvider);
        string[] names = [.. books.Keys];
        int next = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                for (int i = 0; i < messages; i++)
                {
                    Publish(names[next++ % names.Length]);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void Broadcast(string name, string data)
    {
        bool isSent = false;
        foreach (FakeBinanceStream stream in streams)
        {
            if (stream.Has(name))
            {
                stream.Send(name, data);
                isSent = true;
            }
        }

        if (isSent)
        {
            MessageSent?.Invoke(this, new FakeBinanceMessageEventArgs(name, data));
        }
    }

    private FakeBinanceBook Book(string symbol) => books.TryGetValue(symbol, out FakeBinanceBook? book) ? book : throw new ArgumentException($"There is no symbol {symbol}.", nameof(symbol));

    private FakeBinanceStream[] Snapshot()
    {
        lock (gate)
        {
            return [.. streams];
        }
    }

    private void ForEachStream(Action<FakeBinanceStream> action)
    {
        foreach (FakeBinanceStream stream in Snapshot())
        {
            action(stream);
        }
    }

    private long Milliseconds() => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
