using System.Globalization;
using System.Text.Json;
using Trading.Sdk.Testing;

namespace Samples.Tests;

/// <summary><c>workbench feed record binance</c> as a process, against a venue that knows its own true books.</summary>
public sealed class FeedRecordBinanceTests : IDisposable
{
    /// <summary>Long enough for the process to start and to come live on a machine that does other things too.</summary>
    private const int Seconds = 10;

    private readonly string folder = Directory.CreateTempSubdirectory("record-binance").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Record_ThreeMarkets_EveryTraceLineIsTheTruth() => await Task.WhenAll(
        RecordAsync(FakeBinanceMarket.Spot, "spot", new("BTCUSDT"), new("ETHUSDT", 2, 4, 300_000)),
        RecordAsync(FakeBinanceMarket.UsdM, "usdm", new("BTCUSDT", 1, 3, 600_000), new("ETHUSDT", 2, 3, 300_000)),
        RecordAsync(FakeBinanceMarket.CoinM, "coinm", new("BTCUSD_PERP", 1, 0, 600_000), new("ETHUSD_PERP", 2, 0, 300_000)));

    [Fact]
    public async Task Record_GapBrokenMessageAndLostConnection_AreCounted_AndTheBookIsTrueAgain()
    {
        await using var fake = new FakeBinance();
        fake.StartPublishing(TimeSpan.FromMilliseconds(5));
        Task<(int ExitCode, string Output, string Error)> run = RunAsync(fake, "spot", "BTCUSDT,ETHUSDT", "depth", "faults");
        await WaitAsync(run, () => fake.SnapshotRequests >= 2);
        fake.Publish("BTCUSDT", FakeStreamFault.Gap);
        int asked = fake.SnapshotRequests;
        await WaitAsync(run, () => fake.SnapshotRequests > asked);
        fake.Publish("ETHUSDT", FakeStreamFault.Truncated);
        asked = fake.SnapshotRequests;
        await WaitAsync(run, () => fake.SnapshotRequests > asked);
        fake.Cut();
        (int code, string output, string error) = await run;
        Assert.True(code == 0, error);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement btc = json.RootElement.GetProperty("symbols")[0], eth = json.RootElement.GetProperty("symbols")[1];
        Assert.Equal(("Live", "Live"), (btc.GetProperty("state").GetString(), eth.GetProperty("state").GetString()));
        Assert.True(btc.GetProperty("gaps").GetInt32() >= 1 && btc.GetProperty("resyncs").GetInt32() >= 2, output);
        Assert.True(eth.GetProperty("malformed").GetInt32() >= 1, output);
        Assert.True(btc.GetProperty("reconnects").GetInt32() >= 1 && eth.GetProperty("reconnects").GetInt32() >= 1, output);
        AssertTrace(fake, Path.Combine(folder, "faults.jsonl"), [new("BTCUSDT"), new("ETHUSDT", 2, 4, 300_000)]);
        // Each warning is a line of its own.
        Assert.All(error.TrimEnd('\n').Split('\n'), line => Assert.NotEqual(string.Empty, line.Trim()));
    }

    [Fact]
    public async Task Record_StreamsBesideTheBook_WriteBarsAndEvents()
    {
        await using var fake = new FakeBinance(new FakeBinanceOptions { Market = FakeBinanceMarket.UsdM, Symbols = [new("BTCUSDT", 1, 3, 600_000)] });
        fake.StartPublishing(TimeSpan.FromMilliseconds(10));
        (int code, string output, string error) = await RunAsync(fake, "usdm", "BTCUSDT", "depth5,aggTrade,bookTicker,kline_1s,markPrice,forceOrder,openInterest", "all");
        Assert.Equal((0, ""), (code, error));
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(("Live", 5, 5), (json.RootElement.GetProperty("symbols")[0].GetProperty("state").GetString(), json.RootElement.GetProperty("symbols")[0].GetProperty("bids").GetArrayLength(), json.RootElement.GetProperty("symbols")[0].GetProperty("asks").GetArrayLength()));
        string[] bars = await File.ReadAllLinesAsync(Path.Combine(folder, "all", "bars.csv"));
        Assert.Equal("symbol,openTime,closeTime,open,high,low,close,volume,buyVolume,trades", bars[0]);
        Assert.True(bars.Length > 1);
        Assert.All(bars[1..], bar => Assert.Equal("1000000000", (long.Parse(bar.Split(',')[2], CultureInfo.InvariantCulture) - long.Parse(bar.Split(',')[1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)));
        AssertTrace(fake, Path.Combine(folder, "all.jsonl"), [new("BTCUSDT", 1, 3, 600_000)], depth: 5);
    }

    [Fact]
    public async Task Record_NobodyThere_PrintsTheDocument_AndExitsWithOne()
    {
        (int code, string output, string error) = await SampleProcess.RunAsync(
            "Workbench", "feed", "record", "binance", "--venue", "spot", "--ws", "ws://127.0.0.1:9", "--rest", "http://127.0.0.1:9", "--symbols", "BTCUSDT", "--seconds", "2", "--out", Path.Combine(folder, "none"), "--json");
        Assert.Equal(1, code);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(0, json.RootElement.GetProperty("symbols")[0].GetProperty("lastUpdateId").GetInt64());
        Assert.Contains("no symbol came live", error.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--venue is required", "--symbols", "A", "--seconds", "1", "--out", "x")]
    [InlineData("moon", "--venue", "moon", "--symbols", "A", "--seconds", "1", "--out", "x")]
    [InlineData("nonsense", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--streams", "depth,nonsense")]
    [InlineData("depth7", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--streams", "depth7")]
    [InlineData("overwrite", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--streams", "depth,depth5")]
    [InlineData("depth10", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--streams", "depth5,depth10")]
    [InlineData("spot", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--streams", "markPrice")]
    [InlineData("--ws", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--ws", "http://127.0.0.1:1")]
    [InlineData("--rest", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--rest", "127.0.0.1")]
    [InlineData("--seconds", "--venue", "spot", "--symbols", "A", "--seconds", "0", "--out", "x")]
    [InlineData("--symbols", "--venue", "spot", "--symbols", ",", "--seconds", "1", "--out", "x")]
    [InlineData("--top", "--venue", "spot", "--symbols", "A", "--seconds", "1", "--out", "x", "--top", "-1")]
    public async Task Record_BadArguments_ExitsWithTwoAndOneLineThatNamesThem(string expected, params string[] arguments)
    {
        (int code, string output, string error) = await SampleProcess.RunAsync("Workbench", ["feed", "record", "binance", .. arguments]);
        Assert.Equal((2, ""), (code, output));
        string line = Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Contains(expected.Split(' ')[0], line, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task WaitAsync(Task run, Func<bool> condition)
    {
        while (!condition())
        {
            Assert.False(run.IsCompleted, "the recording ended before it had met everything");
            await Task.Delay(5);
        }
    }

    private static long Units(string text, int decimals) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, decimals));

    /// <summary>Each line equals the true top of the book at its update id; ids grow.</summary>
    private static void AssertTrace(FakeBinance fake, string file, FakeBinanceSymbol[] symbols, int depth = 10)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(file))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            Assert.Equal(["symbol", "updateId", "bids", "asks"], root.EnumerateObject().Select(p => p.Name));
            FakeBinanceSymbol symbol = symbols.Single(s => s.Name == root.GetProperty("symbol").GetString());
            long id = root.GetProperty("updateId").GetInt64();
            Assert.True(id > last.GetValueOrDefault(symbol.Name), $"{symbol.Name} {id} after {last.GetValueOrDefault(symbol.Name)}");
            last[symbol.Name] = id;
            AssertTop(fake, symbol, id, root, depth);
        }

        Assert.Equal(symbols.Select(s => s.Name).Order(), last.Keys.Order());
    }

    private static void AssertTop(FakeBinance fake, FakeBinanceSymbol symbol, long id, JsonElement book, int depth)
    {
        FakeBinanceTruth truth = fake.TruthAt(symbol.Name, id) ?? throw new InvalidOperationException($"{symbol.Name}: {id} was never the end of a message");
        (long Price, long Quantity)[] Side(string name) => [.. book.GetProperty(name).EnumerateArray().Select(l => (Units(l[0].GetString()!, symbol.PriceDecimals), Units(l[1].GetString()!, symbol.QuantityDecimals)))];
        Assert.Equal(truth.Bids.Take(depth), Side("bids"));
        Assert.Equal(truth.Asks.Take(depth), Side("asks"));
    }

    private async Task RecordAsync(FakeBinanceMarket market, string venue, params FakeBinanceSymbol[] symbols)
    {
        await using var fake = new FakeBinance(new FakeBinanceOptions { Market = market, Symbols = symbols });
        fake.StartPublishing(TimeSpan.FromMilliseconds(5));
        (int code, string output, string error) = await RunAsync(fake, venue, string.Join(',', symbols.Select(s => s.Name)), "depth,trade,bookTicker", venue);
        Assert.Equal((0, ""), (code, error));
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement root = json.RootElement;
        Assert.Equal(["symbols", "seconds", "bytesAllocatedPerMessage"], root.EnumerateObject().Select(p => p.Name));
        Assert.True(root.GetProperty("seconds").GetDouble() >= Seconds - 1);
        Assert.True(root.GetProperty("bytesAllocatedPerMessage").GetDouble() >= 0);
        JsonElement[] all = [.. root.GetProperty("symbols").EnumerateArray()];
        Assert.Equal(symbols.Select(s => s.Name), all.Select(s => s.GetProperty("symbol").GetString()));
        foreach ((JsonElement said, FakeBinanceSymbol symbol) in all.Zip(symbols))
        {
            Assert.Equal(["symbol", "state", "messages", "gaps", "resyncs", "malformed", "staleEvents", "reconnects", "lastUpdateId", "bids", "asks"], said.EnumerateObject().Select(p => p.Name));
            Assert.Equal("Live", said.GetProperty("state").GetString());
            Assert.True(said.GetProperty("messages").GetInt64() > 3);
            Assert.All(["gaps", "resyncs", "malformed", "reconnects"], name => Assert.Equal(0, said.GetProperty(name).GetInt32()));
            Assert.Equal((20, 20), (said.GetProperty("bids").GetArrayLength(), said.GetProperty("asks").GetArrayLength()));
            AssertTop(fake, symbol, said.GetProperty("lastUpdateId").GetInt64(), said, 20);
        }

        AssertTrace(fake, Path.Combine(folder, venue + ".jsonl"), symbols);
        Assert.True(Directory.Exists(Path.Combine(folder, venue, "frames")));

        // What was recorded as events replays to the book that was shown.
        (code, output, error) = await SampleProcess.RunAsync("Workbench", "book", "replay", "--format", "recording", "--input", Path.Combine(folder, venue, "events"), "--symbol", symbols[0].Name, "--json");
        Assert.Equal((0, ""), (code, error));
        using JsonDocument replayed = JsonDocument.Parse(output);
        Assert.Equal(
            (Units(all[0].GetProperty("bids")[0][0].GetString()!, symbols[0].PriceDecimals), Units(all[0].GetProperty("asks")[0][0].GetString()!, symbols[0].PriceDecimals)),
            (Units(replayed.RootElement.GetProperty("bestBid").GetProperty("price").GetString()!, symbols[0].PriceDecimals), Units(replayed.RootElement.GetProperty("bestAsk").GetProperty("price").GetString()!, symbols[0].PriceDecimals)));
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(FakeBinance fake, string venue, string symbols, string streams, string name) => SampleProcess.RunAsync(
        "Workbench",
        ["feed", "record", "binance", "--venue", venue, "--ws", fake.WebSocketAddress.ToString(), "--rest", fake.RestAddress.ToString(), "--symbols", symbols, "--streams", streams,
            "--seconds", Seconds.ToString(CultureInfo.InvariantCulture), "--out", Path.Combine(folder, name), "--trace", Path.Combine(folder, name + ".jsonl"), "--top", "20", "--json"]);
}
