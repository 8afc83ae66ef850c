using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>One client of a <see cref="FakeTwsGateway"/>.</summary>
internal sealed class FakeTwsSession(FakeTwsGateway gateway, Socket socket, int number, CancellationToken stop) : IDisposable
{
    private const int RequestBytesMax = 65_536;
    private const int RateMax = 50;

    private readonly FakeTwsScenario scenario = gateway.Scenario;
    private readonly FakeTwsWriter writer = new(socket, gateway.Scenario.CutAfterBytes(number), gateway.Scenario.Chunks(number), gateway.Scenario.CoalesceBytes);
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly HashSet<int> usedIds = [];
    private readonly ConcurrentDictionary<int, (bool IsSmart, CancellationTokenSource Cancel)> depth = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> streams = new();
    private readonly ConcurrentBag<Task> scripts = [];
    private readonly Queue<long> arrivals = new();
    private bool started;
    private bool ready;

    public async Task RunAsync()
    {
        try
        {
            if (await GreetAsync().ConfigureAwait(false))
            {
                while (await ReadRequestAsync().ConfigureAwait(false) is { } fields)
                {
                    gateway.Record(new FakeTwsRequest(number, fields));
                    CheckRate();
                    await AnswerAsync(fields).ConfigureAwait(false);
                    await writer.FlushAsync(ending.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left, the scenario cut the connection, or the gateway stops.
        }

        await ending.CancelAsync().ConfigureAwait(false);
        socket.Dispose();
        await Task.WhenAll(scripts).ConfigureAwait(false);
    }

    public void ForgetSubscriptions()
    {
        foreach (int id in depth.Keys)
        {
            if (depth.TryRemove(id, out (bool IsSmart, CancellationTokenSource Cancel) line))
            {
                line.Cancel.Cancel();
            }
        }

        foreach (int id in streams.Keys)
        {
            if (streams.TryRemove(id, out CancellationTokenSource? cancel))
            {
                cancel.Cancel();
            }
        }
    }

    public void Reset() => writer.Reset();

    public async Task SendErrorAsync(int id, int code, string text)
    {
        FreeLine(id, code);
        try
        {
            await SendAsync(ErrorFields(id, code, text)).ConfigureAwait(false);
            await writer.FlushAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has left.
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        ending.Dispose();
        socket.Dispose();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private Task SendAsync(params string[] fields) => gateway.IsSilent ? Task.CompletedTask : writer.SendAsync(ending.Token, fields);

    private string[] ErrorFields(int id, int code, string text) => scenario.ServerVersion >= 166 ? ["4", "2", Text(id), Text(code), text, ""] : ["4", "2", Text(id), Text(code), text];

    // Free before it is told: the client asks again at once.
    private void FreeLine(int id, int code)
    {
        if (code is 200 or 316 or 354 or 10092)
        {
            depth.TryRemove(id, out _);
        }
    }

    private async Task<bool> GreetAsync()
    {
        byte[] prefix = new byte[8];
        await ReadExactAsync(prefix).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(4));
        if (!prefix.AsSpan(0, 4).SequenceEqual("API\0"u8) || length is < 4 or > 200)
        {
            gateway.Violate("the hello does not begin with API, NUL and a length");
            return false;
        }

        byte[] text = new byte[length];
        await ReadExactAsync(text).ConfigureAwait(false);
        string[] versions = Encoding.ASCII.GetString(text).TrimStart('v').Split(' ')[0].Split("..");
        int first = int.Parse(versions[0], CultureInfo.InvariantCulture), last = int.Parse(versions[^1], CultureInfo.InvariantCulture);
        if (scenario.ServerVersion < first || scenario.ServerVersion > last)
        {
            return false;
        }

        await SendAsync(Text(scenario.ServerVersion), scenario.ConnectionTime).ConfigureAwait(false);
        await writer.FlushAsync(ending.Token).ConfigureAwait(false);
        return true;
    }

    private async Task<string[]?> ReadRequestAsync()
    {
        byte[] prefix = new byte[4];
        await ReadExactAsync(prefix).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 2 or > RequestBytesMax)
        {
            gateway.Violate($"a request of {length} bytes");
            return null;
        }

        byte[] payload = new byte[length];
        await ReadExactAsync(payload).ConfigureAwait(false);
        if (payload[^1] != 0)
        {
            gateway.Violate("a request whose last field does not end");
            return null;
        }

        return Encoding.Latin1.GetString(payload)[..^1].Split('\0');
    }

    private async Task ReadExactAsync(byte[] buffer)
    {
        for (int read = 0; read < buffer.Length;)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None, ending.Token).ConfigureAwait(false);
            read += count > 0 ? count : throw new IOException("the client closed the connection");
        }
    }

    private void CheckRate()
    {
        long now = TimeProvider.System.GetTimestamp();
        arrivals.Enqueue(now);
        // Messages sent a second apart may arrive a little closer: a tenth is the network's.
        while (TimeProvider.System.GetElapsedTime(arrivals.Peek(), now) > TimeSpan.FromMilliseconds(900))
        {
            arrivals.Dequeue();
        }

        if (arrivals.Count > RateMax)
        {
            gateway.Violate($"{arrivals.Count} messages in less than a second");
        }
    }

    private async Task AnswerAsync(string[] f)
    {
        if (FakeTwsRequestCheck.Problem(f, scenario.ServerVersion, usedIds) is { } problem)
        {
            gateway.Violate(problem);
            await SendAsync(ErrorFields(-1, 320, "Error reading request: " + problem)).ConfigureAwait(false);
            return;
        }

        if (f[0] == "71")
        {
            await StartAsync().ConfigureAwait(false);
            return;
        }

        if (!ready)
        {
            gateway.Violate($"request {f[0]} before the first valid id");
        }

        switch (f[0])
        {
            case "49":
                await SendAsync("49", "1", Text(scenario.Time)).ConfigureAwait(false);
                break;
            case "8":
                await SendAsync("9", "1", Text(scenario.NextValidId)).ConfigureAwait(false);
                break;
            case "17":
                await SendAsync("15", "1", scenario.Accounts).ConfigureAwait(false);
                break;
            case "82":
                await SendAsync(["80", Text(scenario.DepthExchanges.Count), .. scenario.DepthExchanges.SelectMany(e => e)]).ConfigureAwait(false);
                break;
            case "83":
                await SendAsync(["82", f[1], Text(scenario.SmartComponents.Count), .. scenario.SmartComponents.SelectMany(e => e)]).ConfigureAwait(false);
                break;
            case "9":
                await ContractAsync(f).ConfigureAwait(false);
                break;
            case "10":
                await DepthAsync(f).ConfigureAwait(false);
                break;
            case "11":
                await CancelDepthAsync(f).ConfigureAwait(false);
                break;
            case "97":
                await TickByTickAsync(f).ConfigureAwait(false);
                break;
            case "1":
                await MarketDataAsync(f).ConfigureAwait(false);
                break;
            case "50":
                foreach (string[] bar in scenario.RealTimeBars)
                {
                    await SendAsync(["50", "3", f[2], .. bar]).ConfigureAwait(false);
                }

                break;
            case "20":
                await SendAsync(["17", f[1], scenario.HistoricalBars.Start, scenario.HistoricalBars.End, Text(scenario.HistoricalBars.Rows.Count), .. scenario.HistoricalBars.Rows.SelectMany(r => r)]).ConfigureAwait(false);
                foreach (string[] update in f[^2] == "1" ? scenario.HistoricalUpdates : [])
                {
                    await SendAsync(["90", f[1], .. update]).ConfigureAwait(false);
                }

                break;
            case "96":
                await HistoricalTicksAsync(f).ConfigureAwait(false);
                break;
            case "87":
                await SendAsync("88", f[1], Text(scenario.Time)).ConfigureAwait(false);
                break;
            case "98" or "2" or "51" or "25" or "90":
                if (streams.TryRemove(int.Parse(f[^1], CultureInfo.InvariantCulture), out CancellationTokenSource? running))
                {
                    await running.CancelAsync().ConfigureAwait(false);
                }

                break;
        }
    }

    private async Task StartAsync()
    {
        if (started)
        {
            gateway.Violate("startApi a second time");
        }

        started = true;
        if (scenario.IsClientIdInUse(number))
        {
            await SendAsync(ErrorFields(-1, 326, "Unable to connect as the client id is already in use. Retry with a unique client id.")).ConfigureAwait(false);
            await writer.FlushAsync(ending.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Both);
            throw new IOException("client id in use");
        }

        if (scenario.StartDelay > TimeSpan.Zero)
        {
            await Task.Delay(scenario.StartDelay, ending.Token).ConfigureAwait(false);
            if (socket.Available > 0)
            {
                gateway.Violate("something was sent before the first valid id");
            }
        }

        await SendAsync("15", "1", scenario.Accounts).ConfigureAwait(false);
        ready = true;
        await SendAsync("9", "1", Text(scenario.NextValidId)).ConfigureAwait(false);
        foreach ((int code, string text) in scenario.Notices)
        {
            await SendAsync(ErrorFields(-1, code, text)).ConfigureAwait(false);
        }
    }

    private async Task ContractAsync(string[] f)
    {
        string id = f[2], symbol = f[4];
        if (!scenario.Contracts.TryGetValue(symbol, out string[]? fields))
        {
            await SendAsync(ErrorFields(int.Parse(id, CultureInfo.InvariantCulture), 200, "No security definition has been found for the request")).ConfigureAwait(false);
            return;
        }

        // Below 164: a version, a size multiplier behind the price step (field 12), and one size step instead of three.
        await SendAsync(scenario.ServerVersion >= 164 ? ["10", id, .. fields] : ["10", "8", id, .. fields[..12], "1", .. fields[12..^2]]).ConfigureAwait(false);
        await SendAsync("52", "1", id).ConfigureAwait(false);
    }

    private async Task DepthAsync(string[] f)
    {
        int id = int.Parse(f[2], CultureInfo.InvariantCulture);
        bool smart = f[^2] == "1";
        string key = $"{f[4]}@{f[10]}";
        if (!scenario.Depth.TryGetValue(key, out FakeTwsDepth? book))
        {
            await SendAsync(ErrorFields(id, 10092, "Deep market data is not supported for this combination of security type/exchange")).ConfigureAwait(false);
            return;
        }

        if (book.Reroute is var (contractId, exchange))
        {
            await SendAsync("92", f[2], Text(contractId), exchange).ConfigureAwait(false);
            return;
        }

        if (depth.Count >= scenario.DepthLimit)
        {
            await SendAsync(ErrorFields(id, 309, "Max number (3) of market depth requests has been reached")).ConfigureAwait(false);
            return;
        }

        var cancel = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        depth[id] = (smart, cancel);
        scripts.Add(Task.Run(() => RunScriptAsync(id, smart, book, gateway.NextSubscription(key), cancel.Token), CancellationToken.None));
    }

    private async Task RunScriptAsync(int id, bool smart, FakeTwsDepth book, int subscription, CancellationToken cancellationToken)
    {
        try
        {
            foreach (FakeTwsStep step in book.Steps(subscription))
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (step.Kind)
                {
                    case FakeTwsStepKind.Row:
                        await SendAsync(RowFields(id, smart, book.IsLevelTwo, step)).ConfigureAwait(false);
                        break;
                    case FakeTwsStepKind.Error:
                        if (step.WithRequestId)
                        {
                            FreeLine(id, step.Code);
                        }

                        await SendAsync(ErrorFields(step.WithRequestId ? id : -1, step.Code, step.Text)).ConfigureAwait(false);
                        break;
                    case FakeTwsStepKind.Pause:
                        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                        await Task.Delay(step.Length, cancellationToken).ConfigureAwait(false);
                        break;
                    case FakeTwsStepKind.Disconnect:
                        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                        socket.Shutdown(SocketShutdown.Both);
                        return;
                }
            }

            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left or cancelled.
        }
    }

    private string[] RowFields(int id, bool smart, bool levelTwo, FakeTwsStep row) => smart || levelTwo
        ? ["13", "1", Text(id), Text(row.Position), row.MarketMaker, Text(row.Operation), Text(row.Side), row.Price, row.Size, smart ? "1" : "0"]
        : ["12", "1", Text(id), Text(row.Position), Text(row.Operation), Text(row.Side), row.Price, row.Size];

    private async Task CancelDepthAsync(string[] f)
    {
        int id = int.Parse(f[2], CultureInfo.InvariantCulture);
        if (!depth.TryRemove(id, out (bool IsSmart, CancellationTokenSource Cancel) line))
        {
            await SendAsync(ErrorFields(id, 310, "Can't find the subscribed market depth with tickerId:" + f[2])).ConfigureAwait(false);
            return;
        }

        if (line.IsSmart != (f[3] == "1"))
        {
            gateway.Violate($"depth {id} is cancelled with another smart flag than it was asked for");
        }

        await line.Cancel.CancelAsync().ConfigureAwait(false);
        foreach (FakeTwsStep row in scenario.LateAfterCancel)
        {
            await SendAsync(RowFields(id, line.IsSmart, false, row)).ConfigureAwait(false);
        }
    }

    private async Task TickByTickAsync(string[] f)
    {
        int id = int.Parse(f[1], CultureInfo.InvariantCulture);
        if (streams.Count >= scenario.TickByTickLimit)
        {
            await SendAsync(ErrorFields(id, 10190, "Max number of tick-by-tick requests has been reached.")).ConfigureAwait(false);
            return;
        }

        streams[id] = new CancellationTokenSource();
        string type = f[^3] switch { "Last" => "1", "AllLast" => "2", "BidAsk" => "3", _ => "4" };
        foreach (string[] tick in scenario.TickByTick.GetValueOrDefault(f[^3]) ?? [])
        {
            await SendAsync(["99", f[1], type, .. tick]).ConfigureAwait(false);
        }
    }

    private async Task MarketDataAsync(string[] f)
    {
        string id = f[2];
        bool snapshot = f[^3] == "1";
        await SendAsync("58", "1", id, "1").ConfigureAwait(false);
        await SendAsync("81", id, scenario.MinTick, "9c0001", "3").ConfigureAwait(false);
        foreach ((string kind, string[] fields) in scenario.Ticks)
        {
            (string message, string version) = kind switch { "price" => ("1", "6"), "size" => ("2", "6"), "string" => ("46", "6"), _ => ("45", "6") };
            await SendAsync([message, version, id, .. fields]).ConfigureAwait(false);
        }

        if (snapshot)
        {
            await SendAsync("57", "1", id).ConfigureAwait(false);
        }
    }

    private async Task HistoricalTicksAsync(string[] f)
    {
        string whatToShow = f[18];
        IReadOnlyList<string[]> rows = scenario.HistoricalTicks.GetValueOrDefault(whatToShow) ?? [];
        string message = whatToShow switch { "TRADES" => "98", "BID_ASK" => "97", _ => "96" };
        await SendAsync([message, f[1], Text(rows.Count), .. rows.SelectMany(r => r), "1"]).ConfigureAwait(false);
    }
}
