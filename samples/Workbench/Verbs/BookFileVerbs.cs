using System.CommandLine;
using System.Text.Json.Nodes;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Workbench.Books;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench book record-convert | info | queue</c>: recordings of events (docs/workbench-book-files.md).</summary>
internal static class BookFileVerbs
{
    public static Command Convert()
    {
        var from = new Option<string>("--from") { Required = true, Description = "One of: " + string.Join(", ", BookFeeds.Formats) + "." };
        var to = new Option<string>("--to") { DefaultValueFactory = _ => "recording", Description = "recording, npy or hftbacktest." };
        var input = new Option<string[]>("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Files, in the order of time." };
        var output = new Option<string>("--output") { Required = true, Description = "Folder of the recording, or file (.npy, .npz)." };
        var venue = new Option<string?>("--venue") { Description = "spot, usdm or coinm (binance)." };
        var tick = new Option<decimal?>("--tick") { Description = "Price step (binance)." };
        var lot = new Option<decimal?>("--lot") { Description = "Quantity step (binance)." };
        var symbol = new Option<string?>("--symbol") { Description = "The symbol to convert; needed for hftbacktest where there are several." };
        var date = new Option<DateOnly?>("--date") { Description = "The day, YYYY-MM-DD, where neither lines nor file name tell it (lobster); default 1970-01-01." };
        return Verb.Create("record-convert", "Converts recorded data into a recording of events, or its events into arrays for Python.", [from, to, input, output, venue, tick, lot, symbol, date], async (parsed, cancellation) =>
        {
            string format = parsed.GetValue(from)!, target = parsed.GetValue(to)!, path = parsed.GetValue(output)!;
            if (target is not ("recording" or "npy" or "hftbacktest") || !BookFeeds.Formats.Contains(format))
            {
                throw new UsageException($"--from is one of {string.Join(", ", BookFeeds.Formats)}; --to is recording, npy or hftbacktest.");
            }

            if (target == "recording" && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new UsageException($"{path} is not empty: a conversion begins a new recording.");
            }

            IMarketDataFeed feed = BookFeeds.Open(format, new BookReplayRequest { Files = parsed.GetValue(input)!, Venue = parsed.GetValue(venue), Tick = parsed.GetValue(tick), Lot = parsed.GetValue(lot), Symbol = parsed.GetValue(symbol), Date = parsed.GetValue(date) });
            using var _ = feed as IDisposable;
            long start = TimeProvider.System.GetTimestamp();
            long events = target switch
            {
                "recording" => await RecordAsync(feed, path, cancellation),
                "npy" => WriteNpy(path, await CollectAsync(feed, cancellation)),
                _ => HftBacktestFile.Write(path, Only(feed.Instruments, parsed.GetValue(symbol)), await CollectAsync(feed, cancellation)),
            };
            return new JsonObject
            {
                ["output"] = path,
                ["events"] = events,
                ["instruments"] = Instruments(feed.Instruments),
                ["seconds"] = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
            };
        });
    }

    public static Command Info()
    {
        var file = new Argument<string>("FILE") { Description = "Folder of the recording." };
        Command command = Verb.Create("info", "Reads and verifies a recording: segments, spans, events, instruments, integrity.", [], parsed =>
        {
            RecordingInfo info = RecordingInfo.Read(parsed.GetValue(file)!);
            return new JsonObject
            {
                ["segments"] = info.Segments,
                ["bytes"] = info.Bytes,
                ["blocks"] = info.Blocks,
                ["events"] = info.Events,
                ["messages"] = info.Messages,
                ["firstReceiveTime"] = info.ReceiveSpan?.First,
                ["lastReceiveTime"] = info.ReceiveSpan?.Last,
                ["firstExchangeTime"] = info.ExchangeSpan?.First,
                ["lastExchangeTime"] = info.ExchangeSpan?.Last,
                ["instruments"] = new JsonArray([.. info.Instruments.OrderBy(i => i.Id).Select(i => (JsonNode)new JsonObject
                {
                    ["id"] = i.Id,
                    ["symbol"] = i.Symbol,
                    ["venue"] = i.Venue,
                    ["tick"] = i.Price.ToString(),
                    ["lot"] = i.Quantity.ToString(),
                    ["events"] = info.EventsByInstrument.GetValueOrDefault(i.Id),
                })]),
                ["integrity"] = info.Damage is not null ? "damaged" : info.TornBytes > 0 ? "torn" : "whole",
                ["tornBytes"] = info.TornBytes,
                ["damage"] = info.Damage?.Message,
            };
        });
        command.Arguments.Add(file);
        return command;
    }

    public static Command Queue()
    {
        var input = new Option<string[]>("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Recordings." };
        var side = new Option<string>("--side") { Required = true, Description = "bid or ask." };
        var price = new Option<string>("--price") { Required = true, Description = "Price of the order." };
        var quantity = new Option<string>("--quantity") { Required = true, Description = "Quantity of the order." };
        var at = new Option<long>("--at") { Required = true, Description = "Receive time at which the order is accepted, nanoseconds since 1970." };
        var symbol = new Option<string?>("--symbol") { Description = "The symbol, where the recording holds several." };
        var points = new Option<int>("--points") { DefaultValueFactory = _ => 1_000, Description = "Most points of each curve (the last is always among them). Default 1000." };
        return Verb.Create("queue", "Volume ahead of an imaginary order over time, and its fill time, by each queue model.", [input, side, price, quantity, at, symbol, points], async (parsed, cancellation) =>
        {
            Side orderSide = parsed.GetValue(side) switch { "bid" => Side.Bid, "ask" => Side.Ask, _ => throw new UsageException("--side is bid or ask.") };
            if (parsed.GetValue(points) < 1)
            {
                throw new UsageException("--points is at least 1.");
            }

            using RecordingFeed feed = RecordingFeed.Open(new ReplayOptions { From = parsed.GetValue(at) }, parsed.GetValue(input)!);
            Instrument instrument = Only(feed.Instruments, parsed.GetValue(symbol));
            long orderPrice, orderQuantity;
            try
            {
                orderPrice = instrument.ParsePrice(System.Text.Encoding.UTF8.GetBytes(parsed.GetValue(price)!));
                orderQuantity = instrument.ParseQuantity(System.Text.Encoding.UTF8.GetBytes(parsed.GetValue(quantity)!));
            }
            catch (MarketDataFormatException e)
            {
                throw new UsageException(e.Message);
            }

            if (orderQuantity < 1)
            {
                throw new UsageException("--quantity is greater than 0.");
            }

            var curves = new QueueCurves(instrument, orderSide, orderPrice, orderQuantity, parsed.GetValue(at));
            await feed.RunAsync(curves, cancellation);
            return curves.Describe(parsed.GetValue(points));
        });
    }

    private static async Task<long> RecordAsync(IMarketDataFeed feed, string path, CancellationToken cancellation)
    {
        using EventRecorder recorder = EventRecorder.Open(path, feed.Instruments, new EventRecorderOptions { Participants = feed is TaqCsvFeed ? TaqCsvFeed.Participants : [] });
        await feed.RunAsync(recorder, cancellation);
        recorder.Flush();
        return recorder.Events;
    }

    private static async Task<MarketEvent[]> CollectAsync(IMarketDataFeed feed, CancellationToken cancellation)
    {
        var sink = new Collector();
        await feed.RunAsync(sink, cancellation);
        return [.. sink.Events];
    }

    private static long WriteNpy(string path, MarketEvent[] events)
    {
        NpyFile.WriteEvents(path, events);
        return events.Length;
    }

    private static Instrument Only(InstrumentTable instruments, string? symbol) =>
        symbol is null && instruments.Count == 1 ? instruments.Single()
        : instruments.FirstOrDefault(i => i.Symbol == symbol) ?? throw new UsageException($"--symbol is one of {string.Join(", ", instruments.Select(i => i.Symbol))}.");

    private static JsonArray Instruments(InstrumentTable instruments) => new([.. instruments.OrderBy(i => i.Id).Select(i => (JsonNode)new JsonObject { ["id"] = i.Id, ["symbol"] = i.Symbol, ["tick"] = i.Price.ToString(), ["lot"] = i.Quantity.ToString() })]);

    private sealed class Collector : IMarketEventSink
    {
        public List<MarketEvent> Events { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
    }
}
