using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench feed record tws</c>: depth and ticks of a TWS, a gateway or a fake of one, recorded and summed up.</summary>
internal static class FeedRecordTws
{
    // Fine enough for every price and size a venue prints; what is finer is rounded in the recording, never in the report.
    private const decimal Step = 0.00000001m;

    public static Command Create()
    {
        var host = new Option<string>("--host") { DefaultValueFactory = _ => "127.0.0.1", Description = "Host. Default 127.0.0.1." };
        var port = new Option<int>("--port") { DefaultValueFactory = _ => 7497, Description = "Port. Default 7497." };
        var clientId = new Option<int>("--client-id") { Description = "Client id, at least 0. Default 0." };
        var symbol = new Option<string[]>("--symbol") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Symbols, separated by commas or repeated; SYMBOL@EXCHANGE overrides --exchange." };
        var securityType = new Option<string>("--sec-type") { DefaultValueFactory = _ => "STK", Description = "Default STK." };
        var exchange = new Option<string>("--exchange") { DefaultValueFactory = _ => "SMART", Description = "Default SMART." };
        var primary = new Option<string>("--primary-exchange") { DefaultValueFactory = _ => "", Description = "Listing exchange; default none." };
        var currency = new Option<string>("--currency") { DefaultValueFactory = _ => "USD", Description = "Default USD." };
        var depth = new Option<int>("--depth") { DefaultValueFactory = _ => 10, Description = "Rows a side, 0 = no depth. Default 10." };
        var smart = new Option<bool>("--smart") { Description = "Depth joined from all exchanges." };
        var tickByTick = new Option<string[]>("--tick-by-tick") { AllowMultipleArgumentsPerToken = true, Description = "Last, AllLast, BidAsk, MidPoint, separated by commas." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 10, Description = "How long from the first connection on. Default 10." };
        var output = new Option<string?>("--out") { Description = "Folder: events in DIR/events, raw frames in DIR/frames." };
        var events = new Option<string?>("--events") { Description = "File for every frame of the server, one JSON object a line." };
        return Verb.Create(
            "tws",
            "Records depth and ticks of a TWS or gateway (docs/interactive-brokers.md).",
            [host, port, clientId, symbol, securityType, exchange, primary, currency, depth, smart, tickByTick, seconds, output, events],
            async (parsed, cancellation) =>
            {
                var contract = new TwsContract { SecurityType = parsed.GetValue(securityType)!, Exchange = parsed.GetValue(exchange)!, PrimaryExchange = parsed.GetValue(primary)!, Currency = parsed.GetValue(currency)! };
                TwsTickByTickKind[] kinds = [.. Items(parsed.GetValue(tickByTick)).Select(ParseKind)];
                int rows = parsed.GetValue(depth);
                double length = parsed.GetValue(seconds);
                if (rows is < 0 or > 1000 || !(length > 0 && length <= 1e6) || (rows == 0 && kinds.Length == 0) || parsed.GetValue(port) is < 1 or > 65_535 || parsed.GetValue(clientId) < 0)
                {
                    throw new UsageException("--depth is 0 to 1000 (0 needs --tick-by-tick), --seconds greater than 0, --port 1 to 65535, --client-id at least 0.");
                }

                TwsSubscription[] subscriptions = [.. Items(parsed.GetValue(symbol)).Distinct(StringComparer.Ordinal).Select((text, i) => Subscribe(text, i + 1, contract, rows, parsed.GetValue(smart), kinds))];
                if (subscriptions.Length == 0)
                {
                    throw new UsageException("--symbol names at least one symbol.");
                }

                var options = new TwsFeedOptions
                {
                    Client = new TwsClientOptions { Host = parsed.GetValue(host)!, Port = parsed.GetValue(port), ClientId = parsed.GetValue(clientId) },
                    Subscriptions = subscriptions,
                    ReconnectDelay = TimeSpan.FromMilliseconds(500),
                    ReconnectDelayMax = TimeSpan.FromSeconds(5),
                    ConnectAttemptsMax = 5,
                };
                return await RecordAsync(options, TimeSpan.FromSeconds(length), parsed.GetValue(output), parsed.GetValue(events), cancellation);
            });
    }

    private static IEnumerable<string> Items(string[]? values) => (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static TwsTickByTickKind ParseKind(string text) =>
        Enum.TryParse(text, ignoreCase: true, out TwsTickByTickKind kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(text[0]) ? kind : throw new UsageException($"--tick-by-tick: '{text}' is not Last, AllLast, BidAsk or MidPoint.");

    private static TwsSubscription Subscribe(string text, int id, TwsContract contract, int rows, bool smart, TwsTickByTickKind[] kinds)
    {
        string[] parts = text.Split('@');
        if (parts.Length > 2 || parts.Any(p => p.Length == 0) || text.Any(c => c is < ' ' or > '~'))
        {
            throw new UsageException($"--symbol: '{text}' is not SYMBOL or SYMBOL@EXCHANGE.");
        }

        contract = contract with { Symbol = parts[0], Exchange = parts.Length == 2 ? parts[1] : contract.Exchange };
        return new TwsSubscription
        {
            Contract = contract,
            Instrument = new Instrument(id, contract.Symbol, Step, Step, contract.Exchange) { OffGrid = OffGridPolicy.Round, QuantityOffGrid = OffGridPolicy.Round },
            DepthRows = rows,
            IsSmartDepth = smart,
            TickByTick = kinds,
        };
    }

    private static async Task<JsonObject> RecordAsync(TwsFeedOptions options, TimeSpan length, string? output, string? eventFile, CancellationToken cancellation)
    {
        using StreamWriter? lines = eventFile is null ? null : new StreamWriter(eventFile) { NewLine = "\n" };
        using RawFrameRecorder? frames = output is null ? null : RawFrameRecorder.Open(Path.Combine(output, "frames"));
        ushort connection = frames?.Connect("tws") ?? 0;
        var gate = new Lock();
        options.Client = options.Client with
        {
            FrameObserver = (direction, payload) =>
            {
                lock (gate)
                {
                    frames?.Record(connection, direction, Timestamp.Now(TimeProvider.System), payload);
                    if (direction != FrameDirection.Sent)
                    {
                        lines?.WriteLine(Describe(direction, payload));
                    }
                }
            },
        };

        var feed = new TwsDepthFeed(options);
        var errors = new List<TwsError>();
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        feed.ErrorReceived += (_, e) =>
        {
            lock (errors)
            {
                errors.Add(e.Error);
            }
        };
        feed.StatusChanged += (_, e) =>
        {
            if (e.Current.State == FeedState.Buffering)
            {
                connected.TrySetResult();
            }
        };

        using EventRecorder? recorder = output is null ? null : EventRecorder.Open(Path.Combine(output, "events"), feed.Instruments);
        using var stop = new CancellationTokenSource();
        Task run = feed.RunAsync(recorder is null ? new Nothing() : recorder, stop.Token);
        Exception? failure = null;
        try
        {
            await Task.WhenAny(connected.Task, run).WaitAsync(cancellation);
            if (connected.Task.IsCompleted)
            {
                await Task.WhenAny(run, Task.Delay(length, cancellation)).WaitAsync(cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Interrupted by the user: what there is is reported.
        }

        // Before the subscriptions are cancelled: what still arrives afterwards is nobody's.
        JsonObject report = Report(feed, errors);
        await stop.CancelAsync();
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }
        catch (TwsConnectionException e)
        {
            failure = e;
        }

        recorder?.Flush();
        // Never connected: there is nothing to report. A connection lost for good later on shows in the states.
        return failure is not null && !connected.Task.IsCompleted ? throw failure : report;
    }

    private static string Describe(FrameDirection direction, ReadOnlySpan<byte> payload)
    {
        try
        {
            return direction == FrameDirection.Response ? TwsEventText.DescribeHello(payload) : TwsEventText.Describe(payload);
        }
        catch (TwsProtocolException e)
        {
            return new JsonObject { ["ev"] = "malformed", ["problem"] = e.Message, ["hex"] = Convert.ToHexStringLower(payload) }.ToJsonString();
        }
    }

    private static JsonObject Report(TwsDepthFeed feed, List<TwsError> errors)
    {
        TwsError[] told;
        lock (errors)
        {
            told = [.. errors];
        }

        return new JsonObject
        {
            ["serverVersion"] = feed.ServerVersion,
            ["subscriptions"] = new JsonArray([.. feed.Instruments.OrderBy(i => i.Id).Select(i => (JsonNode)Describe(feed.DepthOf(i.Id)))]),
            ["errors"] = new JsonArray([.. told.Select(e => (JsonNode)new JsonObject
            {
                ["reqId"] = e.RequestId,
                ["code"] = e.Code,
                ["text"] = e.Text,
                ["class"] = e.Class.ToString().ToLowerInvariant(),
            })]),
            ["ticks"] = feed.Ticks,
            ["reconnects"] = feed.Reconnects,
        };
    }

    private static JsonObject Describe(TwsDepthSnapshot depth) => new()
    {
        ["symbol"] = depth.Instrument.Symbol,
        ["reqId"] = depth.RequestId,
        ["state"] = depth.Status.State.ToString(),
        ["reason"] = depth.Status.Reason.ToString(),
        ["resets"] = depth.Counters.Resets,
        ["rows"] = depth.Counters.Rows,
        ["unsorted"] = depth.Counters.Unsorted,
        ["halts"] = depth.Counters.Halts,
        ["resubscriptions"] = depth.Counters.Resubscriptions,
        ["ignored"] = depth.Counters.Ignored,
        ["malformed"] = depth.Counters.Malformed,
        ["suspect"] = depth.IsSuspect,
        ["rowBids"] = Rows(depth.Bids),
        ["rowAsks"] = Rows(depth.Asks),
        ["bids"] = Levels(depth.Aggregate(Side.Bid)),
        ["asks"] = Levels(depth.Aggregate(Side.Ask)),
    };

    private static JsonArray Rows(IReadOnlyList<TwsDepthRow> rows) => new([.. rows.Select(r => (JsonNode)new JsonArray(Text(r.Price), Text(r.Size), r.MarketMaker))]);

    private static JsonArray Levels(IReadOnlyList<(decimal Price, decimal Size)> levels) => new([.. levels.Select(l => (JsonNode)new JsonArray(Text(l.Price), Text(l.Size)))]);

    // A decimal keeps the digits that were sent, trailing zeros too.
    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Nothing : IMarketEventSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
        }
    }
}
