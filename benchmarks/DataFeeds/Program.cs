using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Trading.Sdk.Benchmarks;
using Trading.Sdk.Benchmarks.DataFeeds;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

// usage: dotnet run -c Release --project benchmarks/DataFeeds -- [repetitions] [folder of node_modules that holds ccxt]
// Decodes the same depth messages in several ways, then the whole way from bytes to the best prices, beside ccxt's own classes.
// CPU time of the thread; the median of the repetitions.
// or: … -- soak MINUTES: the live feed under load on loopback.
if (args is ["serve"])
{
    return await Soak.ServeAsync();
}

if (args is ["soak", var minutes])
{
    return await Soak.RunAsync(double.Parse(minutes, CultureInfo.InvariantCulture));
}

// Enough for the compiler to have its last word.
const int WarmUps = 25;
int repetitions = args.Length > 0 && args[0] != "save" ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
var messages = new DepthMessages(20_000, seed: 1);
var instrument = new Instrument(1, "BTCUSDT", 0.01m, 0.00001m);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{messages.Messages.Length} messages of {messages.BytesPerMessage:F0} bytes"));

if (args is ["save", var target])
{
    messages.Save(target);
    return 0;
}

var fast = new BinanceDecoder(BinanceVenue.Spot, instrument);
var general = new BinanceDecoder(BinanceVenue.Spot, instrument) { UsesFastPath = false };
Measure("fast form", () => Decode(fast));
Measure("general form", () => Decode(general));
Measure("general form, other order", () => DecodeAll(general, messages.Reordered));
Measure("general form, white space", () => DecodeAll(general, messages.Spaced));
Measure("bare Utf8JsonReader", () =>
{
    long tokens = 0;
    foreach (byte[] message in messages.Messages)
    {
        var reader = new Utf8JsonReader(message);
        while (reader.Read())
        {
            tokens++;
        }
    }

    return tokens;
});
Measure("JsonSerializer + decimal", () =>
{
    long sum = 0;
    foreach (byte[] message in messages.Messages)
    {
        PlainMessage plain = JsonSerializer.Deserialize(message, PlainMessageContext.Default.PlainMessage)!;
        foreach (string[] level in plain.Bids.Concat(plain.Asks))
        {
            sum += (long)(decimal.Parse(level[0], CultureInfo.InvariantCulture) * 100) + (long)(decimal.Parse(level[1], CultureInfo.InvariantCulture) * 100_000);
        }
    }

    return sum;
});
double pipeline = Measure("bytes → book → best prices", () =>
{
    var book = new LimitOrderBook(instrument, new LimitOrderBookOptions { SnapshotDepth = 1000 });
    var sink = new BookSink(book);
    var decoder = fast;
    var synchronizer = new BinanceDepthSynchronizer(instrument, BinanceVenue.Spot);
    synchronizer.OnConnected(0);
    synchronizer.OnSnapshot(decoder.Decode(messages.Snapshot, 0, instrument), sink);
    long start = GC.GetAllocatedBytesForCurrentThread();
    foreach (byte[] message in messages.Messages)
    {
        synchronizer.OnDepthUpdate(decoder.Decode(message, 1), sink);
    }

    sink.Allocated = GC.GetAllocatedBytesForCurrentThread() - start;
    book.TryGetBest(Side.Bid, out DepthLevel bid);
    book.TryGetBest(Side.Ask, out DepthLevel ask);
    if (bid.Price != messages.BestBid || ask.Price != messages.BestAsk)
    {
        throw new InvalidOperationException("the book is wrong");
    }

    return sink.Allocated;
});

if (args.Length > 1)
{
    string file = Path.Combine(Path.GetTempPath(), "trading-sdk-depth.jsonl");
    messages.Save(file);
    var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, UseShellExecute = false };
    foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "ccxt_book.mjs"), args[1], file, repetitions.ToString(CultureInfo.InvariantCulture)])
    {
        start.ArgumentList.Add(argument);
    }

    using Process node = Process.Start(start)!;
    string output = await node.StandardOutput.ReadToEndAsync();
    await node.WaitForExitAsync();
    Console.Write(output);
    string? last = output.Split('\n').LastOrDefault(l => l.StartsWith("ccxt bytes", StringComparison.Ordinal));
    if (last is not null)
    {
        double peer = double.Parse(last.Split('\t')[1], CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"whole way: {peer / pipeline:F1} times ccxt"));
    }
}

return 0;

long Decode(BinanceDecoder decoder) => DecodeAll(decoder, messages.Messages);

static long DecodeAll(BinanceDecoder decoder, byte[][] all)
{
    long sum = 0;
    foreach (byte[] message in all)
    {
        sum += decoder.Decode(message, 1).FinalUpdateId;
    }

    return sum;
}

double Measure(string name, Func<long> run)
{
    var times = new List<double>();
    long allocated = 0;
    for (int i = 0; i < repetitions + WarmUps; i++)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        double start = ThreadClock.Nanoseconds();
        long result = run();
        double time = (ThreadClock.Nanoseconds() - start) / messages.Messages.Length;
        allocated = name.StartsWith("bytes", StringComparison.Ordinal) ? result : GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (i >= WarmUps)
        {
            times.Add(time);
        }
    }

    times.Sort();
    double median = times[times.Count / 2];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}\t{median,8:F1}\tns a message, least {times[0]:F1}\t{(double)allocated / messages.Messages.Length:F2} B a message"));
    return median;
}
