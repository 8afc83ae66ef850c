using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Workbench.Features;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench features</c>, <c>depth-signal</c> and <c>bars</c>: microstructure measures of a recorded session.</summary>
internal static class FeatureVerbs
{
    public static IEnumerable<Command> Create() => [Features(), DepthSignals(), Bars()];

    private static Command Features()
    {
        var input = new SessionOptions();
        var clock = new Option<string>("--clock") { DefaultValueFactory = _ => "1s", Description = "A duration (500ms, 1s, 5m), or message." };
        var set = new Option<string>("--set") { DefaultValueFactory = _ => "default", Description = "default, full, or a JSON file." };
        var normalization = new Option<string>("--normalization") { DefaultValueFactory = _ => "none", Description = "none, zscore, robust or rank: scaling by the past." };
        var output = new Option<string>("--out") { Required = true, Description = "CSV to write: time, then one column per feature." };
        return Verb.Create("features", "Computes features of a session at a clock.", [.. input.All, clock, set, normalization, output], async (parsed, cancellation) =>
        {
            var options = new FeatureEngineOptions
            {
                Features = ReadSet(parsed.GetValue(set)!),
                Clock = parsed.GetValue(clock) == "message" ? FeatureClock.EveryMessage : FeatureClock.Every(ParseDuration(parsed.GetValue(clock)!, "--clock")),
                Normalization = parsed.GetValue(normalization) switch
                {
                    "none" => FeatureNormalization.None,
                    "zscore" => FeatureNormalization.ZScore,
                    "robust" => FeatureNormalization.Robust,
                    "rank" => FeatureNormalization.Rank,
                    _ => throw new UsageException("--normalization must be one of none, zscore, robust, rank."),
                },
            };
            IMarketDataFeed feed = input.Open(parsed);
            var book = new LimitOrderBook(feed.Instruments.First());
            using var table = new CsvOutput(parsed.GetValue(output)!);
            long first = 0, last = 0;
            var engine = new FeatureEngine(
                book,
                row =>
                {
                    first = first == 0 ? row.Time : first;
                    last = row.Time;
                    table.Write(row.Time, row.Values);
                },
                options,
                message => book.Apply(message));
            table.Header(["time", .. engine.Schema.Select(f => f.Name)]);
            long start = Stopwatch.GetTimestamp();
            await feed.RunAsync(engine, cancellation);
            table.Complete();
            return new JsonObject
            {
                ["rows"] = engine.RowCount,
                ["columns"] = engine.Schema.Count,
                ["messages"] = engine.MessageCount,
                ["skippedRows"] = engine.SkippedRows,
                ["firstTime"] = first,
                ["lastTime"] = last,
                ["seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds,
                ["out"] = parsed.GetValue(output),
            };
        });
    }

    private static Command DepthSignals()
    {
        var input = new SessionOptions();
        var interval = new Option<string>("--interval") { DefaultValueFactory = _ => "5s", Description = "Time between snapshots of the depth." };
        var basisPoints = new Option<int>("--basis-points") { DefaultValueFactory = _ => 100, Description = "Depth counts within this distance of the mid." };
        var backtest = new Option<bool>("--backtest") { Description = "Judge the signals by what the price did afterwards." };
        var horizons = new Option<string>("--horizons") { DefaultValueFactory = _ => "60,300,900", Description = "Seconds, separated by commas." };
        var output = new Option<string>("--out") { Required = true, Description = "CSV to write: one line per snapshot." };
        return Verb.Create("depth-signal", "Runs the depth analyzer over a session.", [.. input.All, interval, basisPoints, backtest, horizons, output], async (parsed, cancellation) =>
        {
            TimeSpan[] parsedHorizons = [.. parsed.GetValue(horizons)!.Split(',').Select(h => ParseDuration(h + "s", "--horizons"))];
            if (parsed.GetValue(basisPoints) is < 1 or > 10_000)
            {
                throw new UsageException("--basis-points is within 1…10000.");
            }

            IMarketDataFeed feed = input.Open(parsed);
            Instrument instrument = feed.Instruments.First();
            var book = new LimitOrderBook(instrument);
            var sink = new DepthSignalSink(book, new DepthAnalyzer(new DepthAnalyzerOptions { Interval = ParseDuration(parsed.GetValue(interval)!, "--interval"), BasisPoints = parsed.GetValue(basisPoints) }));
            await feed.RunAsync(sink, cancellation);
            using (var table = new CsvOutput(parsed.GetValue(output)!))
            {
                table.Header(["time", "state", "direction", "bidDepth", "askDepth", "logRatio", "confidence", "magnitude", "persistence", "consecutive", "heldSeconds", "snapshots", "complete", "reason"]);
                foreach (DepthSignal s in sink.Signals)
                {
                    table.Write($"{s.Time},{s.State},{s.Direction},{CsvOutput.Number(s.BidDepth)},{CsvOutput.Number(s.AskDepth)},{CsvOutput.Number(s.LogRatio)},{CsvOutput.Number(s.Confidence)},{CsvOutput.Number(s.Magnitude)},{CsvOutput.Number(s.Persistence)},{CsvOutput.Number(s.Consecutive)},{CsvOutput.Number(s.HeldNanos * 1e-9)},{s.Snapshots},{(s.IsComplete ? 1 : 0)},\"{s.Reason}\"");
                }

                table.Complete();
            }

            var result = new JsonObject
            {
                ["snapshots"] = sink.Signals.Count,
                ["signals"] = sink.Signals.Count(s => s.IsSignal),
                ["long"] = sink.Signals.Count(s => s.IsSignal && s.Direction == DepthDirection.Long),
                ["short"] = sink.Signals.Count(s => s.IsSignal && s.Direction == DepthDirection.Short),
                ["tooYoung"] = sink.Signals.Count(s => s.State == DepthSignalState.TooYoung),
                ["incomplete"] = sink.Signals.Count(s => !s.IsComplete),
                ["out"] = parsed.GetValue(output),
            };
            if (parsed.GetValue(backtest))
            {
                result["backtest"] = new JsonArray([.. DepthSignalBacktest.Run([.. sink.Signals], [.. sink.PriceTimes], [.. sink.Prices], parsedHorizons).Select(Describe)]);
            }

            return result;
        });
    }

    private static Command Bars()
    {
        var input = new SessionOptions();
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "time", Description = "time, tick, volume, dollar or imbalance." };
        var size = new Option<decimal>("--size") { Required = true, Description = "Seconds, trades, quantity, value, or expected trades, by the kind." };
        var output = new Option<string>("--out") { Required = true, Description = "CSV to write: one line per bar." };
        return Verb.Create("bars", "Cuts the trades of a session into bars.", [.. input.All, kind, size, output], async (parsed, cancellation) =>
        {
            IMarketDataFeed feed = input.Open(parsed);
            Instrument instrument = feed.Instruments.First();
            BarOptions options = ParseBars(parsed.GetValue(kind)!, parsed.GetValue(size), instrument);
            using var table = new CsvOutput(parsed.GetValue(output)!);
            table.Header(["openTime", "closeTime", "open", "high", "low", "close", "volume", "buyVolume", "trades", "vwap"]);
            var sink = new BarSink(instrument, options, table);
            await feed.RunAsync(sink, cancellation);
            sink.Finish();
            table.Complete();
            return new JsonObject { ["bars"] = sink.Bars, ["trades"] = sink.Trades, ["out"] = parsed.GetValue(output) };
        });
    }

    private static JsonNode Describe(DepthSignalHorizon h) => new JsonObject
    {
        ["horizonSeconds"] = h.Horizon.TotalSeconds,
        ["signals"] = h.Signals,
        ["hitRate"] = OrNull(h.HitRate),
        ["meanReturnBps"] = OrNull(1e4 * h.MeanReturn),
        ["standardErrorBps"] = OrNull(1e4 * h.StandardError),
        ["tStatistic"] = OrNull(h.TStatistic),
        ["falsePositiveRate"] = OrNull(h.FalsePositiveRate),
        ["ungatedSignals"] = h.UngatedSignals,
        ["ungatedMeanReturnBps"] = OrNull(1e4 * h.UngatedMeanReturn),
        ["ungatedFalsePositiveRate"] = OrNull(h.UngatedFalsePositiveRate),
    };

    private static JsonNode? OrNull(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static FeatureSet ReadSet(string name) => name switch
    {
        "default" => FeatureSet.Default,
        "full" => FeatureSet.Full,
        _ => File.Exists(name) ? FeatureSet.FromJson(File.ReadAllBytes(name)) : throw new UsageException($"--set is default, full or a file; there is no file '{name}'."),
    };

    private static BarOptions ParseBars(string kind, decimal size, Instrument instrument)
    {
        decimal steps = kind switch
        {
            "time" => size * Timestamp.NanosPerSecond,
            "tick" or "imbalance" => size,
            "volume" => size / instrument.Quantity.Value,
            "dollar" => size / instrument.Quantity.Value / instrument.Price.Value,
            _ => throw new UsageException("--kind must be one of time, tick, volume, dollar, imbalance."),
        };
        if (steps < 1 || steps > long.MaxValue)
        {
            throw new UsageException($"--size {size} is out of range for {kind} bars.");
        }

        return new BarOptions { Kind = Enum.Parse<BarKind>(kind, ignoreCase: true), Size = (long)Math.Round(steps) };
    }

    private static TimeSpan ParseDuration(string text, string option)
    {
        (string number, long ticks) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], TimeSpan.TicksPerMillisecond),
            _ when text.EndsWith('s') => (text[..^1], TimeSpan.TicksPerSecond),
            _ when text.EndsWith('m') => (text[..^1], TimeSpan.TicksPerMinute),
            _ when text.EndsWith('h') => (text[..^1], TimeSpan.TicksPerHour),
            _ => (text, 0L),
        };
        return ticks > 0 && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count) && count * ticks is >= 1 and <= long.MaxValue / 100
            ? TimeSpan.FromTicks((long)(count * ticks))
            : throw new UsageException($"{option} takes a duration such as 500ms, 1s or 5m, not '{text}'.");
    }

    /// <summary>The options that name a session.</summary>
    private sealed class SessionOptions
    {
        private readonly Option<string[]> _input = new("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Raw Binance recordings in the order of time, or simulation:SEED:SECONDS." };
        private readonly Option<string?> _venue = new("--venue") { Description = "spot, usdm or coinm; default: read off the recording." };
        private readonly Option<decimal?> _tick = new("--tick") { Description = "Price step; default: read off the recording." };
        private readonly Option<decimal?> _lot = new("--lot") { Description = "Quantity step; default: read off the recording." };
        private readonly Option<string?> _symbol = new("--symbol") { Description = "The symbol where the recording holds several." };

        public IEnumerable<Option> All => [_input, _venue, _tick, _lot, _symbol];

        public IMarketDataFeed Open(ParseResult parsed) =>
            RecordedSession.Open(parsed.GetValue(_input)!, parsed.GetValue(_venue), parsed.GetValue(_tick), parsed.GetValue(_lot), parsed.GetValue(_symbol));
    }
}
