using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.Workbench.Features;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench features</c>, <c>depth-signal</c> and <c>bars</c>: microstructure measures of a recorded session.</summary>
internal static class FeatureVerbs
{
    public static IEnumerable<Command> Create() => [Features(), DepthSignals(), Bars()];

    private static Command Features()
    {
        var input = new SessionOptions();
        var clock = new Option<string>("--clock") { DefaultValueFactory = _ => "1s", Description = "A duration (500ms, 1s, 5m), message, or bars: time|tick|volume|dollar|imbalance:SIZE." };
        var set = new Option<string>("--set") { DefaultValueFactory = _ => "default", Description = "default, full, or a JSON file." };
        var normalization = new Option<string>("--normalization") { DefaultValueFactory = _ => "none", Description = "none, zscore, robust or rank: scaling by the past." };
        var normalizationRows = new Option<int>("--normalization-rows") { DefaultValueFactory = _ => 300, Description = "Earlier rows the scaling looks at, at least 10." };
        var schema = new Option<string?>("--schema") { Description = "JSON file to write: name, unit, warm-up and description of each column." };
        var output = new Option<string>("--out") { Required = true, Description = "CSV to write: time, then one column per feature." };
        return Verb.Create("features", "Computes features of a session at a clock.", [.. input.All, clock, set, normalization, normalizationRows, schema, output], async (parsed, cancellation) =>
        {
            var options = new FeatureEngineOptions
            {
                Features = ReadSet(parsed.GetValue(set)!),
                Normalization = parsed.GetValue(normalization) switch
                {
                    "none" => FeatureNormalization.None,
                    "zscore" => FeatureNormalization.ZScore,
                    "robust" => FeatureNormalization.Robust,
                    "rank" => FeatureNormalization.Rank,
                    _ => throw new UsageException("--normalization must be one of none, zscore, robust, rank."),
                },
                NormalizationRows = parsed.GetValue(normalizationRows) is >= 10 and <= 10_000_000 and var rows ? rows : throw new UsageException("--normalization-rows is within 10…10000000."),
            };
            options = options with { NormalizationWarmUp = Math.Min(options.NormalizationWarmUp, options.NormalizationRows) };
            using RecordedSession session = input.Open(parsed);
            options = options with { Clock = ParseClock(parsed.GetValue(clock)!, session.Instrument) };
            var book = new SessionBook(session.Instrument);
            CsvOutput? table = null;
            long first = 0, last = 0;
            FeatureEngine engine = Usage.Check(() => new FeatureEngine(
                book,
                row =>
                {
                    first = first == 0 ? row.Time : first;
                    last = row.Time;
                    table!.Write(row.Time, row.Values);
                },
                options,
                book.Apply));
            using (table = new CsvOutput(parsed.GetValue(output)!))
            {
                table.Header(["time", .. engine.Schema.Select(f => f.Name)]);
                long start = Stopwatch.GetTimestamp();
                await session.RunAsync(engine, cancellation);
                table.Complete();
                if (parsed.GetValue(schema) is { } schemaFile)
                {
                    WriteSchema(schemaFile, engine.Schema);
                }

                return new JsonObject
                {
                    ["rows"] = engine.RowCount,
                    ["columns"] = engine.Schema.Count,
                    ["messages"] = engine.MessageCount,
                    ["skippedRows"] = engine.SkippedRows,
                    ["firstTime"] = first,
                    ["lastTime"] = last,
                    ["seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds,
                    ["symbol"] = session.Instrument.Symbol,
                    ["schemaHash"] = engine.Schema.Hash,
                    ["out"] = parsed.GetValue(output),
                };
            }
        });
    }

    private static Command DepthSignals()
    {
        var input = new SessionOptions();
        var constants = new DepthSignalOptions();
        var backtest = new Option<bool>("--backtest") { Description = "Judge the signals by what the price did afterwards." };
        var horizons = new Option<string>("--horizons") { DefaultValueFactory = _ => "60,300,900", Description = "Seconds, separated by commas." };
        var output = new Option<string>("--out") { Required = true, Description = "CSV to write: one line per snapshot." };
        return Verb.Create("depth-signal", "Runs the depth analyzer over a session.", [.. input.All, .. constants.All, backtest, horizons, output], async (parsed, cancellation) =>
        {
            TimeSpan[] parsedHorizons = [.. parsed.GetValue(horizons)!.Split(',').Select(h => ParseDuration(h + "s", "--horizons"))];
            DepthAnalyzer analyzer = constants.Make(parsed);
            using RecordedSession session = input.Open(parsed);
            var sink = new DepthSignalSink(new SessionBook(session.Instrument), analyzer);
            await session.RunAsync(sink, cancellation);
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
                ["symbol"] = session.Instrument.Symbol,
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
            using RecordedSession session = input.Open(parsed);
            BarOptions options = ParseBars(parsed.GetValue(kind)!, parsed.GetValue(size), session.Instrument, "--kind", "--size");
            using var table = new CsvOutput(parsed.GetValue(output)!);
            table.Header(["openTime", "closeTime", "open", "high", "low", "close", "volume", "buyVolume", "trades", "vwap"]);
            var sink = new BarSink(session.Instrument, options, table);
            await session.RunAsync(sink, cancellation);
            sink.Finish();
            table.Complete();
            return new JsonObject { ["bars"] = sink.Bars, ["trades"] = sink.Trades, ["symbol"] = session.Instrument.Symbol, ["out"] = parsed.GetValue(output) };
        });
    }

    private static void WriteSchema(string path, FeatureSchema schema)
    {
        var columns = new JsonArray([.. schema.Select(f => (JsonNode)new JsonObject
        {
            ["name"] = f.Name,
            ["unit"] = f.Unit.ToString(),
            ["warmUpRows"] = f.WarmUpRows,
            ["warmUpTrades"] = f.WarmUpTrades,
            ["warmUpQuantity"] = f.WarmUpQuantity,
            ["warmUpBars"] = f.WarmUpBars,
            ["description"] = f.Description,
        })]);
        File.WriteAllText(path, new JsonObject { ["hash"] = schema.Hash, ["columns"] = columns }.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
    }

    private static FeatureClock ParseClock(string text, Instrument instrument) => text == "message" ? FeatureClock.EveryMessage
        : text.Split(':') is [string kind, string size] ? FeatureClock.OnBarClose(ParseBars(kind, decimal.TryParse(size, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : throw new UsageException($"--clock {text}: the size of the bars is a number."), instrument, "--clock", "--clock"))
        : FeatureClock.Every(ParseDuration(text, "--clock"));

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
        ["ungatedHitRate"] = OrNull(h.UngatedHitRate),
        ["ungatedMeanReturnBps"] = OrNull(1e4 * h.UngatedMeanReturn),
        ["ungatedStandardErrorBps"] = OrNull(1e4 * h.UngatedStandardError),
        ["ungatedFalsePositiveRate"] = OrNull(h.UngatedFalsePositiveRate),
    };

    private static JsonNode? OrNull(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static FeatureSet ReadSet(string name) => name switch
    {
        "default" => FeatureSet.Default,
        "full" => FeatureSet.Full,
        _ => File.Exists(name) ? Usage.Check(() => FeatureSet.FromJson(File.ReadAllBytes(name)), name) : throw new UsageException($"--set is default, full or a file; there is no file '{name}'."),
    };

    private static BarOptions ParseBars(string kind, decimal size, Instrument instrument, string kindOption, string sizeOption)
    {
        decimal steps;
        try
        {
            steps = kind switch
            {
                "time" => size * Timestamp.NanosPerSecond,
                "tick" or "imbalance" => size == decimal.Truncate(size) ? size : throw new UsageException($"{sizeOption} of {kind} bars is a whole number of trades, not {size}."),
                "volume" => size / instrument.Quantity.Value,
                "dollar" => size / instrument.Quantity.Value / instrument.Price.Value,
                _ => throw new UsageException($"{kindOption} must be one of time, tick, volume, dollar, imbalance."),
            };
        }
        catch (OverflowException)
        {
            steps = decimal.MaxValue;
        }

        if (steps < 1 || steps > long.MaxValue)
        {
            throw new UsageException($"{sizeOption} {size} is out of range for {kind} bars.");
        }

        return new BarOptions { Kind = Enum.Parse<BarKind>(kind, ignoreCase: true), Size = (long)Math.Round(steps) };
    }

    internal static TimeSpan ParseDuration(string text, string option)
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
}
