using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Workbench.Backtests;
using Trading.Sdk.Workbench.Features;

namespace Trading.Sdk.Workbench;

/// <summary>Runs strategies, examines them for look-ahead, judges hypotheses.</summary>
internal static class BacktestVerbs
{
    public static IEnumerable<Command> Create()
    {
        var validate = new Command("validate", "Examines a computation.");
        validate.Subcommands.Add(LookAhead());
        return [Backtest(), validate, HypothesisVerb()];
    }

    private static Command Backtest()
    {
        var options = new RunOptions();
        var output = new Option<string>("--out") { Required = true, Description = "Folder for report.html, fills.csv, equity.csv and events.csv." };
        var trials = new Option<int>("--trials") { DefaultValueFactory = _ => 1, Description = "Strategies tried before this one was chosen, for the deflated Sharpe ratio." };
        var variance = new Option<double>("--trial-variance") { Description = "Variance of their Sharpe ratios per period." };
        var periods = new Option<double?>("--periods-per-year") { Description = "Default: 252 for daily bars, else by the interval." };
        return Verb.Create("backtest", "Runs a strategy on a recording or on bars.", [.. options.All, output, trials, variance, periods], async (parsed, cancellation) =>
        {
            BacktestRequest request = options.Read(parsed);
            if (parsed.GetValue(trials) < 1 || !(parsed.GetValue(variance) >= 0) || parsed.GetValue(periods) <= 0)
            {
                throw new UsageException("--trials is at least 1, --trial-variance at least 0, --periods-per-year greater than 0.");
            }

            BacktestInput input = await options.ReadInputAsync(parsed, cancellation);
            StrategySessionResult result = new BacktestRun(input, request).Run();
            double perYear = parsed.GetValue(periods) ?? (input.Bars is null ? 365.25 * 86400e9 / request.Interval : input.BarsPerYear);
            RunStatistics s = RunStatistics.Of(result, request.Capital, perYear, parsed.GetValue(trials), parsed.GetValue(variance));
            string folder = parsed.GetValue(output)!;
            Directory.CreateDirectory(folder);
            await WriteAsync(folder, input, request, result, s, cancellation);
            return new JsonObject
            {
                ["eventLogHash"] = result.EventLogHash.ToString("x16", CultureInfo.InvariantCulture),
                ["trades"] = s.Trades,
                ["pnl"] = s.ProfitAndLoss,
                ["fees"] = s.Fees,
                ["sharpe"] = OrNull(s.Sharpe),
                ["sharpeSe"] = OrNull(s.SharpeStandardError),
                ["deflatedSharpe"] = OrNull(s.DeflatedSharpe),
                ["maxDrawdown"] = s.MaximumDrawdown,
                ["conservationError"] = result.ConservationError,
                ["roundTrips"] = s.RoundTrips,
                ["decisions"] = result.Equity.Count,
                ["verdict"] = TearSheet.Verdict(s),
                ["out"] = folder,
            };
        });
    }

    private static Command LookAhead()
    {
        var options = new RunOptions();
        var cuts = new Option<int>("--cuts") { DefaultValueFactory = _ => 8, Description = "Places at which the data is cut." };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed of the altered futures." };
        return Verb.Create("lookahead", "Runs a strategy again on truncated data and on altered futures: nothing it claims to have known may change.", [.. options.All, cuts, seed], async (parsed, cancellation) =>
        {
            BacktestRequest request = options.Read(parsed);
            if (parsed.GetValue(cuts) is < 1 or > 1000)
            {
                throw new UsageException("--cuts is within 1…1000.");
            }

            if (request.Clock == DecisionClock.Local)
            {
                throw new UsageException("--clock local cannot be examined here: the events are cut by the venue's time.");
            }

            BacktestInput input = await options.ReadInputAsync(parsed, cancellation);
            var run = new BacktestRun(input, request);
            var lookAhead = new LookAheadOptions { Cuts = parsed.GetValue(cuts), Seed = parsed.GetValue(seed), FirstCut = run.IsFused ? Math.Min(0.95, request.Train + 0.05) : 0.2 };
            LookAheadReport report = input.Bars is { } bars
                ? LookAheadDetector.Examine(bars, run.Run, lookAhead)
                : LookAheadDetector.Examine(input.Events!, run.Run, lookAhead);
            return new JsonObject
            {
                ["strategy"] = request.Strategy,
                ["clean"] = report.IsClean,
                ["outputs"] = report.Outputs,
                ["trials"] = report.Trials,
                ["compared"] = report.ComparedOutputs,
                ["findings"] = new JsonArray([.. report.Findings.Select(f => new JsonObject
                {
                    ["cut"] = f.Cut,
                    ["trial"] = f.Trial,
                    ["time"] = f.Time,
                    ["original"] = f.Original,
                    ["changed"] = f.Changed,
                })]),
            };
        });
    }

    private static Command HypothesisVerb()
    {
        var id = new Option<string>("--id") { Required = true, Description = "002: does a persistent imbalance of depth predict the price?" };
        var options = new InputOptions();
        var horizons = new Option<string>("--horizons") { DefaultValueFactory = _ => "60,300,900", Description = "Horizons in seconds." };
        var alpha = new Option<double>("--alpha") { DefaultValueFactory = _ => 0.05, Description = "Level of all horizons together." };
        var minimum = new Option<int>("--sample-minimum") { DefaultValueFactory = _ => 30, Description = "Independent signals that a horizon must have." };
        var basisPoints = new Option<int>("--basis-points") { DefaultValueFactory = _ => 100, Description = "Depth within this distance of the mid." };
        return Verb.Create("hypothesis", "Judges a pre-registered hypothesis.", [id, .. options.All, horizons, alpha, minimum, basisPoints], async (parsed, cancellation) =>
        {
            if (parsed.GetValue(id) != "002")
            {
                throw new UsageException($"There is no hypothesis '{parsed.GetValue(id)}'; known: 002.");
            }

            TimeSpan[] spans = [.. parsed.GetValue(horizons)!.Split(',').Select(h => double.TryParse(h, NumberStyles.Float, CultureInfo.InvariantCulture, out double s) && s is > 0 and < 1e9
                ? TimeSpan.FromSeconds(s)
                : throw new UsageException($"--horizons takes seconds separated by commas, not '{h}'."))];
            if (parsed.GetValue(alpha) is not (> 0 and < 1) || parsed.GetValue(minimum) < 2 || parsed.GetValue(basisPoints) is < 1 or > 10_000 || spans.Distinct().Count() != spans.Length)
            {
                throw new UsageException("--alpha lies in (0, 1), --sample-minimum is at least 2, --basis-points within 1…10000, each horizon is named once.");
            }

            BacktestInput input = await options.ReadInputAsync(parsed, cancellation);
            if (input.Events is null)
            {
                throw new UsageException("Hypothesis 002 needs an order book: give a recording, not bars.");
            }

            Hypothesis hypothesis = DepthImbalanceStudy.Register(spans, parsed.GetValue(alpha), parsed.GetValue(minimum));
            var sink = new DepthSignalSink(new SessionBook(input.Instrument), new DepthAnalyzer(new DepthAnalyzerOptions { BasisPoints = parsed.GetValue(basisPoints) }));
            sink.OnEvents([.. input.Events]);
            HypothesisReport report = DepthImbalanceStudy.Judge(hypothesis, spans, [.. sink.Signals], [.. sink.PriceTimes], [.. sink.Prices]);
            return new JsonObject
            {
                ["id"] = hypothesis.Id,
                ["claim"] = hypothesis.Claim,
                ["metric"] = hypothesis.Metric,
                ["alpha"] = hypothesis.Alpha,
                ["correction"] = hypothesis.Correction.ToString(),
                ["snapshots"] = sink.Signals.Count,
                ["tests"] = new JsonArray([.. report.Tests.Select(t => new JsonObject
                {
                    ["horizon"] = t.Name,
                    ["observations"] = t.Observations,
                    ["independentObservations"] = t.IndependentObservations,
                    ["mean"] = OrNull(t.Mean),
                    ["standardError"] = OrNull(t.StandardError),
                    ["statistic"] = OrNull(t.Statistic),
                    ["pValue"] = t.PValue,
                    ["adjustedPValue"] = t.AdjustedPValue,
                    ["significant"] = t.IsSignificant,
                })]),
                ["verdict"] = report.Verdict switch { HypothesisVerdict.Supported => "supported", HypothesisVerdict.NotSupported => "not supported", _ => "too few observations" },
            };
        });
    }

    private static JsonNode? OrNull(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static async Task WriteAsync(string folder, BacktestInput input, BacktestRequest request, StrategySessionResult result, RunStatistics statistics, CancellationToken cancellation)
    {
        string[] notes =
        [
            string.Create(CultureInfo.InvariantCulture, $"Capital {request.Capital}, fees maker {request.Fees.Maker} taker {request.Fees.Taker}{(input.Bars is null ? $", queue {request.Queue.Name}" : $", slippage {request.Slippage}, fills at the next open")}."),
        ];
        await File.WriteAllTextAsync(Path.Combine(folder, "report.html"), TearSheet.Render($"{request.Strategy} on {input.Instrument.Symbol}", result, input.Instrument, statistics, request.Capital, notes), cancellation);
        using (var fills = new CsvOutput(Path.Combine(folder, "fills.csv")))
        {
            fills.Header(["time", "known", "order", "side", "price", "quantity", "fee", "reason", "queueAhead", "entryLatency", "reference"]);
            foreach (Fill f in result.Fills)
            {
                fills.Write(string.Create(CultureInfo.InvariantCulture, $"{f.Time},{f.KnownTime},{f.OrderId},{(f.Side == Side.Bid ? "buy" : "sell")},{input.Instrument.FormatPrice(f.Price)},{input.Instrument.FormatQuantity(f.Quantity)},{f.Fee},{f.Reason},{f.QueueAhead},{f.EntryLatency},{CsvOutput.Number(f.ReferencePrice * (double)input.Instrument.Price.Value)}"));
            }

            fills.Complete();
        }

        using (var equity = new CsvOutput(Path.Combine(folder, "equity.csv")))
        {
            equity.Header(["time", "equity", "position", "reference"]);
            foreach (EquityPoint p in result.Equity)
            {
                equity.Write(string.Create(CultureInfo.InvariantCulture, $"{p.Time},{p.Equity},{p.Position},{CsvOutput.Number(p.Mid * (double)input.Instrument.Price.Value)}"));
            }

            equity.Complete();
        }

        await using var log = new StreamWriter(Path.Combine(folder, "events.csv"));
        result.Log.WriteTo(log);
    }

    /// <summary>The options that name an input.</summary>
    private class InputOptions
    {
        private readonly Option<string[]> input = new("--input") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "A recording's folder, raw Binance recordings, simulation:SEED:SECONDS, or bars as .csv or .csv.gz." };
        private readonly Option<string?> format = new("--format") { Description = "Format of the files, as for book replay; default: by their names." };
        private readonly Option<string?> venue = new("--venue") { Description = "spot, usdm or coinm for raw recordings; default: read off the recording." };
        private readonly Option<decimal?> tick = new("--tick") { Description = "Price step of a raw recording; default: read off it." };
        private readonly Option<decimal?> lot = new("--lot") { Description = "Quantity step; default: read off the recording, 1 for bars." };
        private readonly Option<string?> symbol = new("--symbol") { Description = "The symbol where the input holds several." };

        public virtual IEnumerable<Option> All => [input, format, venue, tick, lot, symbol];

        public Task<BacktestInput> ReadInputAsync(ParseResult parsed, CancellationToken cancellation) =>
            BacktestInput.ReadAsync(parsed.GetValue(input)!, parsed.GetValue(format), parsed.GetValue(venue), parsed.GetValue(tick), parsed.GetValue(lot), parsed.GetValue(symbol), cancellation);
    }

    /// <summary>The options of a run.</summary>
    private sealed class RunOptions : InputOptions
    {
        private readonly Option<string> strategy = new("--strategy") { Required = true, Description = "depth-signal, sma or fused; leaky is a control that knows a later price." };
        private readonly Option<string> latency = new("--latency") { DefaultValueFactory = _ => "5ms", Description = "5ms, or 2ms,3ms (order, answer), or feed or feed:MULTIPLE, or a CSV with the columns request,exchange,response in nanoseconds." };
        private readonly Option<string> queue = new("--queue") { DefaultValueFactory = _ => "risk_averse", Description = "risk_averse, log, log2, power_nN, power2_nN, power3_nN." };
        private readonly Option<string> fees = new("--fees") { DefaultValueFactory = _ => "0.0002,0.0004", Description = "Maker and taker as fractions, or one for both." };
        private readonly Option<decimal> capital = new("--capital") { DefaultValueFactory = _ => 100_000, Description = "Cash at the start." };
        private readonly Option<decimal?> quantity = new("--quantity") { Description = "Position size; default: 95 % of the capital." };
        private readonly Option<string> interval = new("--interval") { DefaultValueFactory = _ => "1s", Description = "Time between decisions on a book." };
        private readonly Option<string> clock = new("--clock") { DefaultValueFactory = _ => "venue", Description = "venue or local: whose clock decisions keep to." };
        private readonly Option<int> fast = new("--fast") { DefaultValueFactory = _ => 10, Description = "Fast average of sma." };
        private readonly Option<int> slow = new("--slow") { DefaultValueFactory = _ => 30, Description = "Slow average of sma." };
        private readonly Option<bool> longOnly = new("--long-only") { Description = "sma: out instead of short." };
        private readonly Option<int> horizon = new("--horizon") { DefaultValueFactory = _ => 30, Description = "fused: seconds (bars) over which signals are calibrated." };
        private readonly Option<double> train = new("--train") { DefaultValueFactory = _ => 0.6, Description = "fused: share of the time on which signals are calibrated; it trades on the rest." };
        private readonly Option<decimal> slippage = new("--slippage") { Description = "Bars: fraction by which market orders fill worse." };
        private readonly Option<double> drawdown = new("--drawdown-max") { DefaultValueFactory = _ => 1, Description = "Fall from the peak that opens the circuit, in (0, 1]." };

        public override IEnumerable<Option> All => [.. base.All, strategy, latency, queue, fees, capital, quantity, interval, clock, fast, slow, longOnly, horizon, train, slippage, drawdown];

        public BacktestRequest Read(ParseResult parsed)
        {
            string name = parsed.GetValue(strategy)!;
            if (name is not ("depth-signal" or "sma" or "fused" or "leaky"))
            {
                throw new UsageException($"--strategy is depth-signal, sma, fused or leaky, not '{name}'.");
            }

            if (parsed.GetValue(fast) < 1 || parsed.GetValue(slow) <= parsed.GetValue(fast) || parsed.GetValue(horizon) < 1 || parsed.GetValue(train) is not (> 0 and < 1))
            {
                throw new UsageException("--fast is at least 1, --slow more than --fast, --horizon at least 1, --train in (0, 1).");
            }

            if (parsed.GetValue(capital) <= 0 || parsed.GetValue(quantity) <= 0 || parsed.GetValue(slippage) is < 0 or >= 1 || parsed.GetValue(drawdown) is not (> 0 and <= 1))
            {
                throw new UsageException("--capital and --quantity are greater than 0, --slippage in [0, 1), --drawdown-max in (0, 1].");
            }

            return new BacktestRequest
            {
                Strategy = name,
                Latency = ParseLatency(parsed.GetValue(latency)!),
                Queue = ParseQueue(parsed.GetValue(queue)!),
                Fees = ParseFees(parsed.GetValue(fees)!),
                Capital = parsed.GetValue(capital),
                Quantity = parsed.GetValue(quantity),
                Interval = ParseDuration(parsed.GetValue(interval)!, "--interval", least: 1),
                Clock = parsed.GetValue(clock) switch { "venue" => DecisionClock.Venue, "local" => DecisionClock.Local, var other => throw new UsageException($"--clock is venue or local, not '{other}'.") },
                Fast = parsed.GetValue(fast),
                Slow = parsed.GetValue(slow),
                LongOnly = parsed.GetValue(longOnly),
                Horizon = parsed.GetValue(horizon),
                Train = parsed.GetValue(train),
                Slippage = parsed.GetValue(slippage),
                DrawdownMax = parsed.GetValue(drawdown),
            };
        }

        private static Func<ILatencyModel> ParseLatency(string text)
        {
            if (text == "feed" || text.StartsWith("feed:", StringComparison.Ordinal))
            {
                double multiple = 1;
                return text == "feed" || (double.TryParse(text.AsSpan(5), NumberStyles.Float, CultureInfo.InvariantCulture, out multiple) && multiple is >= 0 and < 1e6)
                    ? () => new FeedLatency(multiple, multiple)
                    : throw new UsageException($"--latency feed:MULTIPLE takes a number, not '{text[5..]}'.");
            }

            if (text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            {
                var file = new FileInfo(text);
                if (!file.Exists)
                {
                    throw new UsageException($"--latency: there is no file '{text}'.");
                }

                double[] requests = CsvColumn.Read(file, "request"), exchanges = CsvColumn.Read(file, "exchange"), responses = CsvColumn.Read(file, "response");
                RecordedLatency[] orders = [.. requests.Select((r, i) => new RecordedLatency((long)r, (long)exchanges[i], (long)responses[i]))];
                return () => new InterpolatedLatency(orders);
            }

            string[] parts = text.Split(',');
            long entry = ParseDuration(parts[0], "--latency", least: 0), response = parts.Length > 1 ? ParseDuration(parts[1], "--latency", least: 0) : entry;
            return parts.Length <= 2 ? () => new ConstantLatency(entry, response) : throw new UsageException("--latency takes one or two durations.");
        }

        private static QueueModel ParseQueue(string text)
        {
            try
            {
                return QueueModel.Parse(text);
            }
            catch (ArgumentException e)
            {
                throw new UsageException($"--queue: {e.Message.ReplaceLineEndings(" ")}");
            }
        }

        private static FeeSchedule ParseFees(string text)
        {
            string[] parts = text.Split(',');
            decimal[] values = new decimal[2];
            for (int i = 0; i < 2; i++)
            {
                if (parts.Length > 2 || !decimal.TryParse(parts[Math.Min(i, parts.Length - 1)], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || Math.Abs(values[i]) >= 1)
                {
                    throw new UsageException($"--fees takes maker,taker as fractions, not '{text}'.");
                }
            }

            return new FeeSchedule(values[0], values[1]);
        }

        private static long ParseDuration(string text, string option, long least)
        {
            (string number, decimal unit) = text switch
            {
                _ when text.EndsWith("ns", StringComparison.Ordinal) => (text[..^2], 1m),
                _ when text.EndsWith("us", StringComparison.Ordinal) => (text[..^2], 1e3m),
                _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1e6m),
                _ when text.EndsWith('s') => (text[..^1], 1e9m),
                _ when text.EndsWith('m') => (text[..^1], 60e9m),
                _ => (text, 0m),
            };
            return unit > 0 && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count) && count < 1e6m && count * unit >= least
                ? (long)(count * unit)
                : throw new UsageException($"{option} takes a duration such as 500us, 5ms or 1s, not '{text}'.");
        }
    }
}
