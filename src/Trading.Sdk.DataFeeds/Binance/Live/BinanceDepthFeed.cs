using System.Text;
using Microsoft.Extensions.Logging;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The live feed of one Binance market: exact books from depth streams and snapshots, trades and quotes beside them, over as many
/// connections as the streams need. Gaps, malformed messages, silence, lost connections, slow consumers: whatever breaks a book is
/// noticed, said (<see cref="StatusChanged"/>, a Clear downstream) and repaired without the host's help.
/// </summary>
/// <remarks>
/// Connections read on the thread pool into one bounded inbox; one thread of the feed's own decodes, synchronises, keeps the books
/// and calls the sink. While an instrument is <see cref="FeedState.Live"/>, its book equals the venue's at the last message.
/// </remarks>
public sealed partial class BinanceDepthFeed : ILiveFeed
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly BinanceFeedOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly FeedMetrics metrics;
    private readonly HttpClient? givenHttp;
    private readonly BinanceWeightBudget budget;
    private readonly AttemptBudget attempts;
    private readonly Dictionary<int, BinanceBook> books = [];
    private readonly List<BinanceConnectionGroup> groups = [];
    private readonly Dictionary<int, BinanceConnection> connections = [];
    private readonly List<Task> tasks = [];
    private readonly List<MarketEvent> scratch = [];
    private readonly BinanceDecoder decoder;
    private readonly Random jitter;
    private readonly Action tick;

    private FeedInbox? inbox;
    private CancellationTokenSource? stopAll;
    private BinanceRestClient? rest;
    private SemaphoreSlim? snapshotTurns;
    private IMarketEventSink? downstream;
    private FeedStatus wholeStatus;
    private int running;
    private int tickPending;
    private int hasAnswered;
    private bool stopping;
    private int connectionsStarted;
    private int connectionsOfEarlierRuns;
    private long controlId;
    private long decodedMessages;
    private long unreportedMessages;
    private long connectionsOpened;

    /// <summary>Creates a feed; nothing is opened before <see cref="RunAsync"/>.</summary>
    /// <param name="options">Copied where it matters: later changes have no effect.</param>
    /// <param name="http">For REST requests; null = one of its own.</param>
    /// <param name="budget">Request weight shared with other users of the address; null = one of its own.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public BinanceDepthFeed(BinanceFeedOptions options, HttpClient? http = null, BinanceWeightBudget? budget = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        clock = options.TimeProvider;
        log = options.Logger;
        metrics = new FeedMetrics(options.Name);
        givenHttp = http;
        this.budget = budget ?? new BinanceWeightBudget(options.WeightPerMinute ?? BinanceEndpoints.WeightPerMinute(options.Venue) * 3 / 4, clock);
        attempts = new AttemptBudget(options.ConnectionsPerFiveMinutes, clock);
        Instruments = new InstrumentTable(options.Instruments);
        decoder = new BinanceDecoder(options.Venue, options.Instruments) { SourceId = options.SourceId, ChecksPair = false };
#pragma warning disable RS0030 // Seeded.
        jitter = new Random(options.Seed);
#pragma warning restore RS0030
        tick = Tick;
        int streams = 0;
        BinanceConnectionGroup? group = null;
        foreach (Instrument instrument in options.Instruments)
        {
            var book = new BinanceBook(instrument, options);
            books.Add(instrument.Id, book);
            int count = Math.Max(1, BinanceEndpoints.StreamNames(instrument.Symbol, book.Streams, book.DepthMilliseconds, options).Count());
            if (group is null || streams + count > options.StreamsPerConnection)
            {
                group = new BinanceConnectionGroup(this, groups.Count);
                groups.Add(group);
                streams = 0;
            }

            streams += count;
            group.Books.Add(book);
        }
    }

    /// <inheritdoc/>
    public event EventHandler<FeedStatusChangedEventArgs>? StatusChanged;

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <inheritdoc/>
    public FeedStatus Status => books.Values.Select(b => b.Status).MaxBy(s => Badness(s.State));

    /// <summary>The request weight that the feed shares.</summary>
    public BinanceWeightBudget Budget => budget;

    /// <summary>Messages decoded since construction.</summary>
    public long Messages => Interlocked.Read(ref decodedMessages);

    /// <summary>Connections opened since construction.</summary>
    public long ConnectionsOpened => Interlocked.Read(ref connectionsOpened);

    /// <summary>Connections being opened or open. Exact between two calls of the sink, on the feed's thread.</summary>
    public int OpenConnections => connections.Count;

    /// <summary>The receive buffers of all connections.</summary>
    internal ReceiveBuffers Buffers { get; } = new();

    /// <summary>Every connection made since a list was put here: for counting those that something still holds.</summary>
    internal List<WeakReference>? MadeConnections { get; set; }

    /// <summary>The first 200 bytes of the malformed message met last; null = none so far.</summary>
    public string? LastMalformed { get; private set; }

    /// <inheritdoc/>
    public FeedStatus StatusOf(int instrumentId) => Find(instrumentId).Status;

    /// <summary>What has been met for one instrument.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    public BinanceInstrumentCounters CountersOf(int instrumentId) => Find(instrumentId).Counters;

    /// <summary>Final update id of the last depth message or snapshot passed on; 0 while there is no book.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    public long LastUpdateIdOf(int instrumentId) => Find(instrumentId).Synchronizer.LastUpdateId;

    /// <summary>
    /// The book that the feed keeps of an instrument. It belongs to the feed's thread: read it inside the sink or a handler of
    /// <see cref="StatusChanged"/>, or when no run is going on. The object changes when a snapshot is spliced in.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    public LimitOrderBook BookOf(int instrumentId) => Find(instrumentId).Book;

    /// <inheritdoc/>
    /// <exception cref="MarketDataOverflowException">The sink was too slow, and the policy is to fail.</exception>
    /// <exception cref="InvalidOperationException">A run is going on already.</exception>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException("The feed is running already.");
        }

        HttpClient http = givenHttp ?? new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) }) { Timeout = Timeout.InfiniteTimeSpan };
        using var stop = new CancellationTokenSource();
        // One at first: the first answer tells whether the venue takes requests at all.
        using var turns = new SemaphoreSlim(1);
        try
        {
            var box = new FeedInbox(options.BacklogBytesMax);
            inbox = box;
            stopAll = stop;
            snapshotTurns = turns;
            rest = new BinanceRestClient(http, options, budget);
            downstream = sink;
            stopping = false;
            hasAnswered = 0;
            nextExchangeInfoAt = exchangeInfoAskedAt = 0;
            isAskingExchangeInfo = false;
            tickPending = 0;
            await using (cancellationToken.Register(() => box.Post(() => stopping = true)).ConfigureAwait(false))
            {
                await RunThreadAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // Connections say goodbye first; who does not answer is cut off.
            await Task.WhenAny(Task.WhenAll(tasks), Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tasks).ConfigureAwait(false);
            tasks.Clear();
            foreach (BinanceConnection connection in connections.Values)
            {
                connection.Dispose();
            }

            connections.Clear();
            inbox = null;
            if (givenHttp is null)
            {
                http.Dispose();
            }

            Volatile.Write(ref running, 0);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Subscribes further streams of an instrument while the feed runs. Takes effect on the feed's thread, soon.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    /// <exception cref="InvalidOperationException">The feed is not running.</exception>
    public void Subscribe(int instrumentId, BinanceStreams streams) => Change(instrumentId, streams, isAdded: true);

    /// <summary>Unsubscribes streams of an instrument while the feed runs; without its depth stream the book is cleared downstream.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feed does not know the instrument.</exception>
    /// <exception cref="InvalidOperationException">The feed is not running.</exception>
    public void Unsubscribe(int instrumentId, BinanceStreams streams) => Change(instrumentId, streams, isAdded: false);

    /// <summary>Has a second connection take over from each running one, as before the venue's 24-hour limit. Takes effect soon.</summary>
    /// <exception cref="InvalidOperationException">The feed is not running.</exception>
    public void RotateConnections() => Post(() =>
    {
        foreach (BinanceConnectionGroup group in groups)
        {
            StartHandover(group, FeedStateReason.Connected);
        }
    });

    internal void OnMessageTooLong(BinanceConnection connection, byte[] head) =>
        OnMalformed(connection, head, Now(), $"longer than {options.MessageBytesMax} bytes");

    private static int Badness(FeedState state) => state switch
    {
        FeedState.Live => 0,
        FeedState.Stale => 1,
        FeedState.Buffering => 2,
        FeedState.Snapshotting => 3,
        FeedState.Resyncing => 4,
        FeedState.Disconnected => 5,
        _ => 6,
    };

    private BinanceBook Find(int instrumentId) => books.TryGetValue(instrumentId, out BinanceBook? book)
        ? book
        : throw new ArgumentOutOfRangeException(nameof(instrumentId), instrumentId, "The feed does not know the instrument.");

    private long Now() => Timestamp.Now(clock);

    private void Post(Action call) => (inbox ?? throw new InvalidOperationException("The feed is not running.")).Post(call);

    private void Change(int instrumentId, BinanceStreams streams, bool isAdded)
    {
        BinanceBook book = Find(instrumentId);
        Post(() =>
        {
            BinanceStreams changed = isAdded ? streams & ~book.Streams : streams & book.Streams;
            book.Streams = isAdded ? book.Streams | streams : book.Streams & ~streams;
            BinanceConnectionGroup group = groups.First(g => g.Books.Contains(book));
            string[] names = [.. BinanceEndpoints.StreamNames(book.Instrument.Symbol, changed, book.DepthMilliseconds, options)];
            foreach (BinanceConnection? connection in (ReadOnlySpan<BinanceConnection?>)[group.Active, group.Standby])
            {
                // One that is still being opened asks for what the group wants at that moment.
                if (connection is { IsOpen: true } && names.Length > 0)
                {
                    Ask(connection, isAdded ? "SUBSCRIBE" : "UNSUBSCRIBE", names);
                }
            }

            if (changed.HasFlag(BinanceStreams.Depth) && group.Active is { IsOpen: true } active)
            {
                if (isAdded)
                {
                    Attach(book, active);
                }
                else
                {
                    Detach(book, FeedStateReason.Stopped);
                }
            }
        });
    }

    private static string Head(ReadOnlySpan<byte> message) => Encoding.UTF8.GetString(message[..Math.Min(message.Length, 200)]);

    /// <summary>The delay before attempt number <paramref name="failures"/> + 1: doubled each time, within 50…150 % of itself.</summary>
    private TimeSpan Backoff(int failures, TimeSpan most)
    {
        if (failures <= 0)
        {
            return TimeSpan.Zero;
        }

        double delay = Math.Min(options.RetryDelay.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)), most.TotalSeconds);
        return TimeSpan.FromSeconds(delay * (0.5 + jitter.NextDouble()));
    }
}
