using System.Diagnostics;
using System.Globalization;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Benchmarks.DataFeeds;

/// <summary>
/// Minutes of 2,000 depth messages a second over 20 instruments on loopback, the venue in a process of its own: latency from the
/// socket to the applied book, memory and collections of the client's process.
/// </summary>
internal static class Soak
{
    private const int Symbols = 20;
    private const int MessagesPerSecond = 2000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public static async Task<int> ServeAsync()
    {
        await using var venue = new FakeBinance(new FakeBinanceOptions
        {
            Symbols = [.. Enumerable.Range(0, Symbols).Select(i => new FakeBinanceSymbol($"SYM{i}USDT"))],
            TruthsMax = 0,
            HasTrades = false,
        });
        Console.WriteLine($"{venue.WebSocketAddress} {venue.RestAddress}");
        venue.StartPublishing(TimeSpan.FromMilliseconds(10), MessagesPerSecond / 100);
        // Until the client's process closes our input.
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public static async Task<int> RunAsync(double minutes)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Soak).Assembly.Location);
        }

        start.ArgumentList.Add("serve");
        using Process venue = Process.Start(start)!;
        string[] addresses = (await venue.StandardOutput.ReadLineAsync())!.Split(' ');
        var options = new BinanceFeedOptions
        {
            WebSocketAddress = new Uri(addresses[0]),
            RestAddress = new Uri(addresses[1]),
            Streams = BinanceStreams.Depth,
        };
        for (int i = 0; i < Symbols; i++)
        {
            options.Instruments.Add(new Instrument(i + 1, $"SYM{i}USDT", 0.01m, 0.00001m, "BINANCE"));
        }

        var feed = new BinanceDepthFeed(options);
        var sink = new LatencySink();
        using var stop = new CancellationTokenSource();
        Task run = feed.RunAsync(sink, stop.Token);
        await Task.Delay(WarmUp);
        GC.Collect();
        sink.Reset();
        long messages = feed.Messages, bytes = GC.GetTotalAllocatedBytes(precise: true), memory = GC.GetTotalMemory(forceFullCollection: true);
        int gen0 = GC.CollectionCount(0), gen2 = GC.CollectionCount(2);
        await Task.Delay(TimeSpan.FromMinutes(minutes));
        messages = feed.Messages - messages;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        gen0 = GC.CollectionCount(0) - gen0;
        gen2 = GC.CollectionCount(2) - gen2;
        long after = GC.GetTotalMemory(forceFullCollection: true);
        long workingSet = Environment.WorkingSet;
        bool isLive = feed.Instruments.All(i => feed.StatusOf(i.Id).State == FeedState.Live);
        long resyncs = feed.Instruments.Sum(i => feed.CountersOf(i.Id).Book.Resyncs);
        await stop.CancelAsync();
        await run.ContinueWith(_ => { }, TaskScheduler.Default);
        venue.StandardInput.Close();
        await venue.WaitForExitAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes, {messages} messages ({messages / minutes / 60:F0} a second), all live: {isLive}, resyncs {resyncs}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"socket to book: p50 {sink.Percentile(0.5):F1} µs, p99 {sink.Percentile(0.99):F1} µs, p99.9 {sink.Percentile(0.999):F1} µs, most {sink.Max / 1000.0:F1} µs"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"collections: gen0 {gen0}, gen2 {gen2}; {bytes / (double)Math.Max(messages, 1):F2} B a message; managed memory {memory / 1024} → {after / 1024} KiB, working set {workingSet >> 20} MiB"));
        return isLive && resyncs == 0 ? 0 : 1;
    }

    /// <summary>Latencies in buckets of 1 µs, up to 100 ms.</summary>
    private sealed class LatencySink : IMarketEventSink
    {
        private readonly long[] buckets = new long[100_001];
        private volatile bool reset;

        public long Max { get; private set; }

        public void Reset() => reset = true;

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            if (reset)
            {
                reset = false;
                Array.Clear(buckets);
                Max = 0;
            }

            long nanos = Timestamp.Now(TimeProvider.System) - events[^1].ReceiveTime;
            Max = Math.Max(Max, nanos);
            buckets[Math.Clamp(nanos / 1000, 0, buckets.Length - 1)]++;
        }

        public double Percentile(double share)
        {
            long rest = (long)(buckets.Sum() * share);
            for (int i = 0; i < buckets.Length; i++)
            {
                rest -= buckets[i];
                if (rest < 0)
                {
                    return i + 1;
                }
            }

            return double.NaN;
        }
    }
}
