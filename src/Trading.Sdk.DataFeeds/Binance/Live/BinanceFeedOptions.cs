using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Settings of a <see cref="BinanceDepthFeed"/>. Addresses, limits and times are Binance's own by default.</summary>
public sealed class BinanceFeedOptions
{
    /// <summary>The market. Default spot.</summary>
    public BinanceVenue Venue { get; set; }

    /// <summary>The instruments, at least one; load them with <see cref="BinanceRestClient.GetInstrumentsAsync"/>.</summary>
    public IList<Instrument> Instruments { get; } = [];

    /// <summary>Streams of every instrument; change them at run time with <see cref="BinanceDepthFeed.Subscribe"/>. Default depth and trades.</summary>
    public BinanceStreams Streams { get; set; } = BinanceStreams.Depth | BinanceStreams.Trade;

    /// <summary>Root of the streams, to which <c>/stream?streams=…</c> is added. Default: the market's public address.</summary>
    public Uri? WebSocketAddress { get; set; }

    /// <summary>Root of the REST interface. Default: the market's public address.</summary>
    public Uri? RestAddress { get; set; }

    /// <summary>Name by which logs, metrics and health speak of the feed. Default <c>binance</c>.</summary>
    public string Name { get; set; } = "binance";

    /// <summary>Interval of depth messages: 100 or 1000 on spot; 100, 250, 500 or 0 (each change) on futures. Default 100.</summary>
    public int DepthMilliseconds { get; set; } = 100;

    /// <summary>Levels a side of a snapshot: up to 5,000 on spot; 5, 10, 20, 50, 100, 500 or 1000 on futures. Default 1000.</summary>
    public int SnapshotLevels { get; set; } = 1000;

    /// <summary>Levels of <see cref="BinanceStreams.PartialDepth"/>: 5, 10 or 20. Default 20.</summary>
    public int PartialDepthLevels { get; set; } = 20;

    /// <summary>Interval of candles as Binance writes it: 1s, 1m, 3m … 1M. Default 1m.</summary>
    public string KlineInterval { get; set; } = "1m";

    /// <summary>Interval at which open interest is asked for. Default 10 s.</summary>
    public TimeSpan OpenInterestEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Interval at which exchangeInfo is asked for tick, lot and status of the instruments; after a broken message it is asked at once, at
    /// most every 10 s. Default 5 min; null = never.
    /// </summary>
    public TimeSpan? ExchangeInfoEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Levels a side, from the touch on, that must lie inside what the last snapshot told. When fewer than twice as many do, a new
    /// snapshot is fetched and spliced in; when fewer do, the book is cleared until it has come. Default 25.
    /// </summary>
    public int CoveredLevels { get; set; } = 25;

    /// <summary>Streams on one connection; more are spread over several. Default 200 (Binance allows 1,024).</summary>
    public int StreamsPerConnection { get; set; } = 200;

    /// <summary>Streams named in the address of a connection; the rest follow in SUBSCRIBE messages of as many. Default 100.</summary>
    public int StreamsPerMessage { get; set; } = 100;

    /// <summary>Connections opened in five minutes, over all streams; Binance allows 300 per address. Default 240.</summary>
    public int ConnectionsPerFiveMinutes { get; set; } = 240;

    /// <summary>Age at which a connection is replaced, before the venue cuts it at 24 h. Default 23 h 50 min.</summary>
    public TimeSpan ConnectionAgeMax { get; set; } = new(23, 50, 0);

    /// <summary>Longest time that two connections run side by side while one takes over from the other. Default 10 s.</summary>
    public TimeSpan HandoverMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time to open a connection. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Interval of our pings. Default 20 s.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Time for the venue's pong before the connection is given up. Default 10 s.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Silence of an instrument's depth stream after which it is stale and the venue is asked (a snapshot): quiet, or dead? Doubled
    /// at each answer "quiet", up to 5 minutes. Default 5 s.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time in which a message must follow once the venue is known to be ahead of a silent stream. Default 1.5 s.</summary>
    public TimeSpan CatchUpTime { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Silence of a whole connection after which it is given up, after a question at half the time. Default 30 s.</summary>
    public TimeSpan ConnectionSilenceMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one REST answer. Default 5 s.</summary>
    public TimeSpan RestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First delay of a repeated attempt; it doubles, with jitter. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest delay of a repeated attempt. Default 30 s.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Weight that this feed may use of the address's budget per minute; null = three quarters of it.</summary>
    public int? WeightPerMinute { get; set; }

    /// <summary>Snapshots asked for at the same time. Default 4.</summary>
    public int SnapshotsInFlight { get; set; } = 4;

    /// <summary>Level changes buffered per instrument while a snapshot is awaited; more start over. Default 262,144.</summary>
    public int BufferEventsMax { get; set; } = 262_144;

    /// <summary>Bytes received and not yet decoded; more is a slow consumer. Default 16 MiB.</summary>
    public int BacklogBytesMax { get; set; } = 16 << 20;

    /// <summary>Age of a received message that is not yet decoded; an older one is a slow consumer. Default 5 s.</summary>
    public TimeSpan BacklogAgeMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of one message; a longer one is malformed. Default 4 MiB.</summary>
    public int MessageBytesMax { get; set; } = 4 << 20;

    /// <summary>What happens when the sink is too slow. Default <see cref="SlowConsumerPolicy.ConflateToSnapshot"/>.</summary>
    public SlowConsumerPolicy SlowConsumer { get; set; }

    /// <summary>Number of the source in the events. Default 0.</summary>
    public ushort SourceId { get; set; }

    /// <summary>Records every frame and REST answer as it is decoded; owned by the caller. Default none.</summary>
    public RawFrameRecorder? Recorder { get; set; }

    /// <summary>Sets proxies, certificates and the like of each WebSocket. Default none.</summary>
    public Action<ClientWebSocketOptions>? ConfigureWebSocket { get; set; }

    /// <summary>Seed of the jitter. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where events are logged. Default nowhere.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Checks all settings at once.</summary>
    /// <exception cref="ArgumentException">One or more are outside their range; the message names them.</exception>
    internal void Validate()
    {
        IReadOnlyList<string> problems = FindProblems();
        if (problems.Count > 0)
        {
            throw new ArgumentException("Settings of the Binance feed: " + string.Join("; ", problems));
        }
    }

    /// <summary>What is wrong with the settings, a sentence each that begins with the name of the setting; empty when nothing is.</summary>
    public IReadOnlyList<string> FindProblems() => [.. Problems().Where(p => p.IsWrong).Select(p => $"{p.Member} {p.Problem}")];

    private IEnumerable<(bool IsWrong, string Member, string Problem)> Problems()
    {
        yield return (!Enum.IsDefined(Venue), nameof(Venue), "has named values only");
        yield return (!Enum.IsDefined(SlowConsumer), nameof(SlowConsumer), "has named values only");
        yield return (Instruments.Count == 0, nameof(Instruments), "is empty: name at least one instrument");
        yield return (Streams == BinanceStreams.None, nameof(Streams), "is empty");
        yield return (Streams.HasFlag(BinanceStreams.Depth | BinanceStreams.PartialDepth), nameof(Streams), "has both the book and its top levels: one would overwrite the other");
        yield return (Venue == BinanceVenue.Spot && (Streams & (BinanceStreams.MarkPrice | BinanceStreams.Liquidation | BinanceStreams.OpenInterest)) != 0, nameof(Streams), "has streams that spot does not have");
        yield return (WebSocketAddress is { } ws && ws.Scheme is not ("ws" or "wss"), nameof(WebSocketAddress), "begins with ws:// or wss://");
        yield return (RestAddress is { } rest && rest.Scheme is not ("http" or "https"), nameof(RestAddress), "begins with http:// or https://");
        yield return (!BinanceEndpoints.IsDepthSpeed(Venue, DepthMilliseconds), nameof(DepthMilliseconds), "is 100 or 1000 on spot; 0, 100, 250 or 500 on futures");
        yield return (!BinanceEndpoints.IsDepthLimit(Venue, SnapshotLevels), nameof(SnapshotLevels), "is 1 to 5000 on spot; 5, 10, 20, 50, 100, 500 or 1000 on futures");
        yield return (PartialDepthLevels is not (5 or 10 or 20), nameof(PartialDepthLevels), "is 5, 10 or 20");
        yield return (MessageBytesMax > BacklogBytesMax / 2, nameof(MessageBytesMax), "is at most half of BacklogBytesMax");
        yield return (RetryDelayMax < RetryDelay, nameof(RetryDelayMax), "is at least RetryDelay");
        yield return (WeightPerMinute is <= 0, nameof(WeightPerMinute), "is greater than 0");
        yield return (ExchangeInfoEvery <= TimeSpan.Zero, nameof(ExchangeInfoEvery), "is greater than 0, or null");
        yield return (string.IsNullOrEmpty(Name), nameof(Name), "is empty");
        yield return (string.IsNullOrEmpty(KlineInterval), nameof(KlineInterval), "is empty");
        foreach ((int value, int least, int most, string name) in new[]
        {
            (CoveredLevels, 1, 500, nameof(CoveredLevels)),
            (StreamsPerConnection, 1, 1024, nameof(StreamsPerConnection)),
            (StreamsPerMessage, 1, 1024, nameof(StreamsPerMessage)),
            (ConnectionsPerFiveMinutes, 1, 1_000_000, nameof(ConnectionsPerFiveMinutes)),
            (SnapshotsInFlight, 1, 100, nameof(SnapshotsInFlight)),
            (BufferEventsMax, 1, 16_777_216, nameof(BufferEventsMax)),
            (BacklogBytesMax, 65_536, 1 << 30, nameof(BacklogBytesMax)),
            (MessageBytesMax, 1024, 1 << 28, nameof(MessageBytesMax)),
        })
        {
            yield return (value < least || value > most, name, $"is {least} to {most}");
        }

        foreach ((TimeSpan value, string name) in new[]
        {
            (ConnectionAgeMax, nameof(ConnectionAgeMax)), (HandoverMax, nameof(HandoverMax)), (ConnectTimeout, nameof(ConnectTimeout)),
            (KeepAliveInterval, nameof(KeepAliveInterval)), (KeepAliveTimeout, nameof(KeepAliveTimeout)), (StaleAfter, nameof(StaleAfter)),
            (CatchUpTime, nameof(CatchUpTime)), (ConnectionSilenceMax, nameof(ConnectionSilenceMax)), (RestTimeout, nameof(RestTimeout)),
            (RetryDelay, nameof(RetryDelay)), (BacklogAgeMax, nameof(BacklogAgeMax)), (OpenInterestEvery, nameof(OpenInterestEvery)),
        })
        {
            yield return (value <= TimeSpan.Zero, name, "is greater than 0");
        }
    }
}
