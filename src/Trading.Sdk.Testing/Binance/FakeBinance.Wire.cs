using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Trading.Sdk.Testing;

/// <content>What goes over the wire: REST answers, control messages, limits.</content>
public sealed partial class FakeBinance
{
    private readonly List<string> controlMessages = [];
    private DateTimeOffset closedAt;
    private DateTimeOffset closedUntil = DateTimeOffset.MinValue;
    private long weightMinute;
    private int usedWeight;

    private string Prefix => options.Market switch
    {
        FakeBinanceMarket.Spot => "/api/v3/",
        FakeBinanceMarket.UsdM => "/fapi/v1/",
        _ => "/dapi/v1/",
    };

    private async Task<FakeHttpResponse> AnswerAsync(FakeHttpRequest request, CancellationToken cancellationToken)
    {
        if (request.IsWebSocket)
        {
            return request.Path is "/ws" or "/stream" || request.Path.StartsWith("/ws/", StringComparison.Ordinal) ? FakeHttpResponse.AcceptWebSocket : FakeHttpResponse.Text("not found", 404);
        }

        if (request.Path == Prefix + "exchangeInfo" && options.HasExchangeInfo)
        {
            return Weighed(FakeHttpResponse.Text(ExchangeInfo()), 20);
        }

        if (request.Path == Prefix + "openInterest" && options.Market != FakeBinanceMarket.Spot)
        {
            return Weighed(OpenInterest(request), 1);
        }

        if (request.Path == Prefix + "klines" || request.Path == Prefix + "aggTrades")
        {
            return Weighed(History(request), 4);
        }

        if (request.Path != Prefix + "depth")
        {
            return FakeHttpResponse.Text("{\"code\":-5000,\"msg\":\"Path not found.\"}", 404);
        }

        (FakeHttpResponse response, TimeSpan delay) = Depth(request);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private FakeHttpResponse OpenInterest(FakeHttpRequest request)
    {
        lock (gate)
        {
            if (!tapes.TryGetValue(request.Query.GetValueOrDefault("symbol", ""), out FakeBinanceTape? tape))
            {
                return UnknownSymbol();
            }

            string text = tape.OpenInterest(Milliseconds());
            MessageSent?.Invoke(this, new FakeBinanceMessageEventArgs("openInterest", text));
            return FakeHttpResponse.Text(text);
        }
    }

    private FakeHttpResponse History(FakeHttpRequest request)
    {
        long? Number(string name) => long.TryParse(request.Query.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
        lock (gate)
        {
            if (!tapes.TryGetValue(request.Query.GetValueOrDefault("symbol", ""), out FakeBinanceTape? tape))
            {
                return UnknownSymbol();
            }

            (long from, long to, int limit) = (Number("startTime") ?? 0, Number("endTime") ?? long.MaxValue, (int)Math.Min(Number("limit") ?? 500, 1000));
            return FakeHttpResponse.Text(request.Path.EndsWith("klines", StringComparison.Ordinal)
                ? tape.Klines(request.Query.GetValueOrDefault("interval", "1m"), from, to, limit)
                : tape.AggregateTrades(Number("fromId"), from, to, limit));
        }
    }

    private static FakeHttpResponse UnknownSymbol() => FakeHttpResponse.Text("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", 400);

    private (FakeHttpResponse Response, TimeSpan Delay) Depth(FakeHttpRequest request)
    {
        lock (gate)
        {
            SnapshotRequests++;
            DateTimeOffset now = options.TimeProvider.GetUtcNow();
            if (now < closedUntil)
            {
                // What was on its way when the refusal went out cannot be held against the client.
                ImpatientRequests += now - closedAt > TimeSpan.FromMilliseconds(200) ? 1 : 0;
                return (Refusal(418, closedUntil - now), TimeSpan.Zero);
            }

            int limit = int.TryParse(request.Query.GetValueOrDefault("limit", "100"), CultureInfo.InvariantCulture, out int stated) ? stated : 0;
            if (!books.TryGetValue(request.Query.GetValueOrDefault("symbol", ""), out FakeBinanceBook? book))
            {
                return (UnknownSymbol(), TimeSpan.Zero);
            }

            bool isAllowed = options.Market == FakeBinanceMarket.Spot ? limit is > 0 and <= 5000 : limit is 5 or 10 or 20 or 50 or 100 or 500 or 1000;
            if (!isAllowed)
            {
                return (FakeHttpResponse.Text("{\"code\":-4021,\"msg\":\"Invalid depth limit.\"}", 400), TimeSpan.Zero);
            }

            int weight = options.Market == FakeBinanceMarket.Spot
                ? limit switch { <= 100 => 5, <= 500 => 25, <= 1000 => 50, _ => 250 }
                : limit switch { <= 50 => 2, <= 100 => 5, <= 500 => 10, _ => 20 };
            FakeHttpResponse answer = Weighed(FakeHttpResponse.Text(book.Snapshot(limit)), weight);
            if (answer.Status != 200 || !snapshotFaults.TryDequeue(out (FakeSnapshotFault Fault, TimeSpan Time) planned))
            {
                return (answer, TimeSpan.Zero);
            }

            return planned.Fault switch
            {
                FakeSnapshotFault.Late => (answer, planned.Time),
                FakeSnapshotFault.Never => (answer, TimeSpan.FromHours(1)),
                FakeSnapshotFault.Stale => (answer with { Body = Encoding.UTF8.GetBytes(book.Oldest) }, TimeSpan.Zero),
                FakeSnapshotFault.Empty => (answer with { Body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{book.LastId},\"bids\":[],\"asks\":[]}}")) }, TimeSpan.Zero),
                FakeSnapshotFault.NoBody => (answer with { Body = default }, TimeSpan.Zero),
                FakeSnapshotFault.Truncated => (answer with { Body = answer.Body[..(answer.Body.Length / 2)] }, TimeSpan.Zero),
                FakeSnapshotFault.Cut => (answer with { CutAfterBytes = 400 }, TimeSpan.Zero),
                FakeSnapshotFault.TooManyRequests => (Close(429, planned.Time), TimeSpan.Zero),
                FakeSnapshotFault.Banned => (Close(418, planned.Time), TimeSpan.Zero),
                _ => (FakeHttpResponse.Text("<html><body>500 Internal Server Error</body></html>", 500) with { ContentType = "text/html" }, TimeSpan.Zero),
            };
        }
    }

    private FakeHttpResponse Close(int status, TimeSpan time)
    {
        closedAt = options.TimeProvider.GetUtcNow();
        closedUntil = closedAt + time;
        return Refusal(status, time);
    }

    /// <summary>Retry-After is whole seconds, rounded up.</summary>
    private static FakeHttpResponse Refusal(int status, TimeSpan time) => FakeHttpResponse.Text("{\"code\":-1003,\"msg\":\"Too many requests.\"}", status) with
    {
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture) },
    };

    private FakeHttpResponse Weighed(FakeHttpResponse answer, int weight)
    {
        lock (gate)
        {
            long minute = options.TimeProvider.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
            usedWeight = (minute == weightMinute ? usedWeight : 0) + weight;
            weightMinute = minute;
            return usedWeight > options.WeightPerMinute
                ? Refusal(429, TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (options.TimeProvider.GetUtcNow().UtcTicks % TimeSpan.TicksPerMinute)))
                : answer with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-MBX-USED-WEIGHT-1M"] = usedWeight.ToString(CultureInfo.InvariantCulture) } };
        }
    }

    private string ExchangeInfo()
    {
        lock (gate)
        {
            return "{\"timezone\":\"UTC\",\"symbols\":[" + string.Join(',', books.Values.Select(b => Describe(b.Symbol, b.Status))) + "]}";
        }
    }

    private string Describe(FakeBinanceSymbol s, string status)
    {
        string name = options.Market == FakeBinanceMarket.CoinM ? "contractStatus" : "status";
        return $"{{\"symbol\":{Quote(s.Name)},\"{name}\":\"{status}\",\"filters\":[{{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"{Step(s.PriceDecimals)}\",\"maxPrice\":\"1000000\",\"tickSize\":\"{Step(s.PriceDecimals)}\"}},{{\"filterType\":\"LOT_SIZE\",\"minQty\":\"{Step(s.QuantityDecimals)}\",\"maxQty\":\"9000\",\"stepSize\":\"{Step(s.QuantityDecimals)}\"}}]}}";
    }

    private static string Step(int decimals) => decimals == 0 ? "1" : "0." + new string('0', decimals - 1) + "1";

    private async Task SpeakAsync(FakeWebSocket socket, CancellationToken cancellationToken)
    {
        bool isCombined = socket.Request.Path.StartsWith("/stream", StringComparison.Ordinal);
        var stream = new FakeBinanceStream(socket, isCombined, options.SendQueueMessages);
        string names = isCombined ? socket.Request.Query.GetValueOrDefault("streams", "") : socket.Request.Path.Length > 4 ? socket.Request.Path[4..] : "";
        stream.Add(names.Split('/', StringSplitOptions.RemoveEmptyEntries));
        lock (gate)
        {
            streams.Add(stream);
        }

        Task sending = stream.SendAllAsync(cancellationToken);
        try
        {
            var received = new Queue<DateTimeOffset>();
            while (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message && message.Kind != FakeWebSocketMessageKind.Close)
            {
                DateTimeOffset now = options.TimeProvider.GetUtcNow();
                while (received.TryPeek(out DateTimeOffset oldest) && now - oldest > TimeSpan.FromSeconds(1))
                {
                    received.Dequeue();
                }

                received.Enqueue(now);
                if (received.Count > options.InboundPerSecond)
                {
                    InboundViolations++;
                    socket.Abort();
                    return;
                }

                if (message.Kind == FakeWebSocketMessageKind.Text)
                {
                    OnControl(stream, message.Text);
                }
            }
        }
        finally
        {
            lock (gate)
            {
                streams.Remove(stream);
            }

            stream.End();
            socket.Dispose();
            await sending.ConfigureAwait(false);
        }
    }

    private void OnControl(FakeBinanceStream stream, string text)
    {
        lock (gate)
        {
            controlMessages.Add(text);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            string id = document.RootElement.TryGetProperty("id", out JsonElement stated) ? stated.GetRawText() : "null";
            string[] names = document.RootElement.TryGetProperty("params", out JsonElement list) ? [.. list.EnumerateArray().Select(e => e.ToString())] : [];
            string result = "null";
            switch (document.RootElement.GetProperty("method").GetString())
            {
                case "SUBSCRIBE":
                    stream.Add(names);
                    break;
                case "UNSUBSCRIBE":
                    stream.Remove(names);
                    break;
                case "LIST_SUBSCRIPTIONS":
                    result = "[" + string.Join(',', stream.All().Select(Quote)) + "]";
                    break;
                case "SET_PROPERTY":
                    stream.IsCombined = names[1] == "True";
                    break;
                default:
                    stream.SendText($"{{\"code\":2,\"msg\":\"Invalid request: unknown method\",\"id\":{id}}}");
                    return;
            }

            stream.SendText($"{{\"result\":{result},\"id\":{id}}}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            stream.SendText("{\"code\":3,\"msg\":\"Invalid JSON\"}");
        }
    }
}
