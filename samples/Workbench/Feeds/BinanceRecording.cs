using System.Text.Json.Nodes;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>One recorded live session of Binance.</summary>
internal sealed class BinanceRecording : IMarketEventSink
{
    private readonly BinanceDepthFeed liveFeed;
    private readonly EventRecorder recorder;
    private readonly BookTrace? lines;
    private readonly BarFile bars;
    private readonly bool tracesPartialDepth;
    private readonly Dictionary<int, FeedStatus> lastStatus = [];
    private readonly HashSet<int> everLive = [];

    private BinanceRecording(BinanceDepthFeed feed, EventRecorder events, BookTrace? trace, BarFile barFile, bool tracesPartial)
    {
        liveFeed = feed;
        recorder = events;
        lines = trace;
        bars = barFile;
        tracesPartialDepth = tracesPartial;
        feed.StatusChanged += OnStatusChanged;
    }

    public static async Task<BinanceRecordResult> RunAsync(BinanceRecordRequest request, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        BinanceFeedOptions options = request.Options;
        // One budget for all requests: a ban that the first one meets binds the others.
        var rest = new BinanceRestClient(http, options);
        foreach (Instrument instrument in await FindInstrumentsAsync(request, rest, cancellation))
        {
            options.Instruments.Add(instrument);
        }

        Directory.CreateDirectory(request.Output);
        using RawFrameRecorder frames = RawFrameRecorder.Open(Path.Combine(request.Output, "frames"), new JournalOptions { SegmentBytes = 256L << 20, FsyncInterval = TimeSpan.FromSeconds(1) });
        options.Recorder = frames;
        var feed = new BinanceDepthFeed(options, http, rest.Budget);
        using EventRecorder events = EventRecorder.Open(Path.Combine(request.Output, "events"), feed.Instruments);
        using BookTrace? trace = request.TraceFile is { } file ? new BookTrace(file) : null;
        using var candles = new BarFile(Path.Combine(request.Output, "bars.csv"), feed.Instruments);
        var recording = new BinanceRecording(feed, events, trace, candles, options.Streams.HasFlag(BinanceStreams.PartialDepth));

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task run = feed.RunAsync(recording, end.Token);
        double perMessage = await MeasureAsync(feed, run, request.Duration - TimeProvider.System.GetElapsedTime(start), cancellation);
        await end.CancelAsync();
        string? failure = null;
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        catch (Exception e)
        {
            // The document is printed all the same.
            failure = e.Message;
        }

        var symbols = new JsonArray();
        foreach (Instrument instrument in feed.Instruments.OrderBy(i => i.Id))
        {
            symbols.Add(recording.Describe(instrument, request.Top));
        }

        if (recording.everLive.Count == 0)
        {
            failure ??= $"no symbol came live in {request.Duration.TotalSeconds} s: " + string.Join(", ", feed.Instruments.Select(i => $"{i.Symbol} {recording.StatusOf(i).State} ({recording.StatusOf(i).Reason})"));
        }

        return new BinanceRecordResult(
            new JsonObject
            {
                ["symbols"] = symbols,
                ["seconds"] = Math.Round(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 3),
                ["bytesAllocatedPerMessage"] = Math.Round(perMessage, 3),
            },
            failure);
    }

    public void OnEvents(ReadOnlySpan<MarketEvent> batch)
    {
        recorder.OnEvents(batch);
        if (lines is null || batch.Length == 0)
        {
            return;
        }

        // One call is one depth message; the feed's book has it already.
        ref readonly MarketEvent last = ref batch[^1];
        if (last.Kind is MarketEventKind.Level or MarketEventKind.Heartbeat && (tracesPartialDepth || !last.IsSnapshot) && last.IsEndOfMessage)
        {
            LimitOrderBook book = liveFeed.BookOf(last.InstrumentId);
            if (book.State == BookState.Live)
            {
                lines.Write(book, last.Sequence);
            }
        }
    }

    public void OnBars(ReadOnlySpan<Bar> closed) => bars.Write(closed);

    /// <summary>Bytes that the whole process allocates per message, over the second half of the time.</summary>
    private static async Task<double> MeasureAsync(BinanceDepthFeed feed, Task run, TimeSpan duration, CancellationToken cancellation)
    {
        TimeSpan half = duration > TimeSpan.Zero ? duration / 2 : TimeSpan.Zero;
        await Task.WhenAny(run, Task.Delay(half, cancellation));
        long bytes = GC.GetTotalAllocatedBytes(precise: true), messages = feed.Messages;
        await Task.WhenAny(run, Task.Delay(half, cancellation));
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        messages = feed.Messages - messages;
        return messages > 0 ? (double)bytes / messages : 0;
    }

    private static async Task<IReadOnlyList<Instrument>> FindInstrumentsAsync(BinanceRecordRequest request, BinanceRestClient rest, CancellationToken cancellation)
    {
        IReadOnlyList<BinanceSymbol> known = [];
        if (request.Tick is null || request.Lot is null)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(Math.Min(10, request.Duration.TotalSeconds / 2)));
            try
            {
                known = await rest.GetExchangeInfoAsync(request.Symbols, patience.Token);
            }
            catch (Exception e) when (e is BinanceRestException or MarketDataFormatException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                await Console.Error.WriteLineAsync($"exchangeInfo could not be had ({e.Message.ReplaceLineEndings(" ")}): prices and quantities are kept with 8 decimals; --tick and --lot state the steps");
            }
        }

        return [.. request.Symbols.Select((name, i) =>
        {
            BinanceSymbol? symbol = known.FirstOrDefault(s => s.Symbol == name);
            Instrument instrument = (symbol ?? new BinanceSymbol(name, 0, 0, string.Empty, 1)).ToInstrument(i + 1);
            return new Instrument(instrument.Id, name, request.Tick ?? instrument.Price.Value, request.Lot ?? instrument.Quantity.Value, instrument.Venue)
            {
                QuantityOffGrid = instrument.QuantityOffGrid,
                Multiplier = instrument.Multiplier,
            };
        })];
    }

    private void OnStatusChanged(object? sender, FeedStatusChangedEventArgs change)
    {
        if (change.InstrumentId != FeedStatusChangedEventArgs.WholeFeed && change.Current.Reason != FeedStateReason.Stopped)
        {
            lastStatus[change.InstrumentId] = change.Current;
            if (change.Current.State == FeedState.Live)
            {
                everLive.Add(change.InstrumentId);
            }
        }
    }

    private FeedStatus StatusOf(Instrument instrument) => lastStatus.GetValueOrDefault(instrument.Id);

    private JsonObject Describe(Instrument instrument, int top)
    {
        BinanceInstrumentCounters counters = liveFeed.CountersOf(instrument.Id);
        LimitOrderBook book = liveFeed.BookOf(instrument.Id);
        return new JsonObject
        {
            ["symbol"] = instrument.Symbol,
            ["state"] = StatusOf(instrument).State.ToString(),
            ["messages"] = counters.Messages,
            ["gaps"] = counters.Book.Gaps,
            ["resyncs"] = counters.Book.Resyncs,
            ["malformed"] = counters.Book.Malformed,
            ["staleEvents"] = counters.Book.DroppedMessages,
            ["reconnects"] = counters.Reconnects,
            ["lastUpdateId"] = liveFeed.LastUpdateIdOf(instrument.Id),
            ["bids"] = Top(book, Side.Bid, top),
            ["asks"] = Top(book, Side.Ask, top),
        };
    }

    private static JsonArray Top(LimitOrderBook book, Side side, int count)
    {
        var levels = new DepthLevel[Math.Min(count, book.LevelCount(side))];
        book.CopyTop(side, levels);
        return new JsonArray([.. levels.Select(l => (JsonNode)new JsonArray(book.Instrument.FormatPrice(l.Price), book.Instrument.FormatQuantity(l.Quantity)))]);
    }
}
