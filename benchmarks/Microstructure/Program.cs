using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Trading.Sdk.Benchmarks.Microstructure;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.OrderBook;

// Usage: dotnet run -c Release --project benchmarks/Microstructure -- RECORDING.gz [RECORDING.gz …]   (raw Binance spot, BTCUSDT)
//        dotnet run -c Release --project benchmarks/Microstructure -- --taq TRADES.csv.gz QUOTES.csv.gz
if (args is ["--taq", string tradeFile, string quoteFile])
{
    return TaqComparison.Run(tradeFile, quoteFile);
}

if (args.Length == 0)
{
    Console.Error.WriteLine("Give the raw Binance spot recordings to measure on.");
    return 2;
}

BinanceRecordingFeed feed = BinanceRecordingFeed.Open(new BinanceRecordingOptions { Venue = BinanceVenue.Spot, Tick = 0.01m, Lot = 0.00001m }, args);
var recorder = new RecordedEvents();
await feed.RunAsync(recorder, CancellationToken.None);
MarketEvent[] events = [.. recorder.Events];
(int Start, int Length)[] messages = Messages(events);
int depthMessages = messages.Count(m => events[m.Start].Kind is MarketEventKind.Level or MarketEventKind.Clear);
Console.WriteLine($"{events.Length:N0} events, {messages.Length:N0} messages, {depthMessages:N0} of them depth");

(double depthCost, double tradeCost, double rowCost) = (double.MaxValue, double.MaxValue, double.MaxValue);
for (int round = 0; round < 12; round++)
{
    (double perDepth, double perTrade, double perRow) = Run();
    (depthCost, tradeCost, rowCost) = (Math.Min(depthCost, perDepth), Math.Min(tradeCost, perTrade), Math.Min(rowCost, perRow));
}

Console.WriteLine($"default set ({FeatureSet.Default.Definitions.Count} measures): {depthCost:0} ns per depth message (target 500), {tradeCost:0} ns per trade, {rowCost:0} ns per row (target 2000); the book itself is not counted");
Analyzer();
Classification();
return Pandas();

// Time inside the engine only: the median call, read around each one, less the median cost of reading the clock.
(double PerDepth, double PerTrade, double PerRow) Run()
{
    var book = new LimitOrderBook(feed.Instrument);
    var engine = new FeatureEngine(book, _ => { }, new FeatureEngineOptions { Clock = FeatureClock.Every(TimeSpan.FromDays(1)) });
    var row = new double[engine.Schema.Count];
    List<long> depth = new(messages.Length), trade = new(messages.Length), rows = new(messages.Length), clock = new(messages.Length);
    foreach ((int at, int length) in messages)
    {
        ReadOnlySpan<MarketEvent> message = events.AsSpan(at, length);
        engine.Advance(message[^1].ExchangeTime);
        book.Apply(message);
        long empty = Stopwatch.GetTimestamp();
        long start = Stopwatch.GetTimestamp();
        engine.Observe(message);
        long end = Stopwatch.GetTimestamp();
        clock.Add(start - empty);
        if (message[0].Kind is MarketEventKind.Trade)
        {
            trade.Add(end - start);
        }
        else if (message[0].Kind is MarketEventKind.Level or MarketEventKind.Clear)
        {
            depth.Add(end - start);
            start = Stopwatch.GetTimestamp();
            engine.ReadRow(row);
            rows.Add(Stopwatch.GetTimestamp() - start);
        }
    }

    double tick = 1e9 / Stopwatch.Frequency;
    double reading = Median(clock) * tick;
    return ((Median(depth) * tick) - reading, (Median(trade) * tick) - reading, (Median(rows) * tick) - reading);
}

static long Median(List<long> values)
{
    values.Sort();
    return values[values.Count / 2];
}

void Analyzer()
{
    var book = new LimitOrderBook(feed.Instrument);
    book.Apply(events.AsSpan(0, events.Length / 2));
    var analyzer = new DepthAnalyzer();
    const int N = 200_000;
    double best = double.MaxValue;
    long time = 0;
    for (int round = 0; round < 5; round++)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < N; i++)
        {
            analyzer.Update(time += 5_000_000_000, 1.0 + (i & 7), 3.0);
        }

        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / N);
    }

    double withBook = double.MaxValue;
    for (int round = 0; round < 5; round++)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < N / 10; i++)
        {
            analyzer.Update(book, time += 5_000_000_000);
        }

        withBook = Math.Min(withBook, Stopwatch.GetElapsedTime(start).TotalSeconds / (N / 10));
    }

    Console.WriteLine($"DepthAnalyzer: {best * 1e9:0} ns per snapshot of depths, {withBook * 1e9:0} ns with the two sums of 1 % of the book ({book.LevelCount(Side.Bid)} + {book.LevelCount(Side.Ask)} levels); target 200, the users' old figure 1,000,000");
}

// Every trade of the recording carries the venue's aggressor: the rules are judged against it.
void Classification()
{
    var book = new LimitOrderBook(feed.Instrument);
    var quoteRule = new LeeReady();
    var tickRule = new TickRule();
    QuoteTick before = default;
    int trades = 0, byQuote = 0, byTick = 0;
    long time = 0;
    foreach ((int at, int length) in messages)
    {
        ReadOnlySpan<MarketEvent> message = events.AsSpan(at, length);
        MarketEvent first = message[0];
        if (first.Kind == MarketEventKind.Trade)
        {
            trades++;
            byQuote += quoteRule.Classify(first.Price, before) == first.Side ? 1 : 0;
            byTick += tickRule.Classify(first.Price) == first.Side ? 1 : 0;
        }
        else if (first.Kind is MarketEventKind.Level or MarketEventKind.Clear)
        {
            book.Apply(message);
            before = QuoteTick.Of(book, time++);
        }
    }

    Console.WriteLine($"aggressor of {trades:N0} trades: Lee-Ready against the 100 ms book right in {100.0 * byQuote / trades:0.0} %, tick rule in {100.0 * byTick / trades:0.0} %");
}

int Pandas()
{
    // The same tops of the book for both: the SDK from the events through the book, pandas from a ready table (its reading is not timed).
    var set = new FeatureSet(new FeatureDefinition("ofi"), new("imbalance", "levels", 5), new("quote"));
    string path = Path.GetTempFileName();
    var tops = new List<double>();
    var book = new LimitOrderBook(feed.Instrument);
    var bids = new DepthLevel[5];
    var asks = new DepthLevel[5];
    long last = 0;
    foreach ((int at, int length) in messages)
    {
        ReadOnlySpan<MarketEvent> message = events.AsSpan(at, length);
        book.Apply(message);
        last = Math.Max(last, message[^1].ExchangeTime);
        if (message[^1].Kind is MarketEventKind.Level or MarketEventKind.Clear && book.CopyTop(Side.Bid, bids) == 5 && book.CopyTop(Side.Ask, asks) == 5)
        {
            tops.Add(last);
            tops.AddRange(bids.Select(l => (double)l.Price));
            tops.AddRange(bids.Select(l => (double)l.Quantity));
            tops.AddRange(asks.Select(l => (double)l.Price));
            tops.AddRange(asks.Select(l => (double)l.Quantity));
        }
    }

    File.WriteAllBytes(path, MemoryMarshal.AsBytes<double>(tops.ToArray()).ToArray());
    double ofi = 0, imbalance = 0, spread = 0;
    var options = new FeatureEngineOptions { Features = set };
    double ours = Best(() =>
    {
        ofi = imbalance = spread = 0;
        var own = new StaticTops(tops, feed.Instrument);
        var engine = new FeatureEngine(own, row =>
        {
            ofi += Finite(row.Values[0]) / 0.00001;
            imbalance += Finite(row.Values[2]);
            spread += Finite(row.Values[5]) / 0.01;
        }, options);
        MarketEvent e = MarketEvent.Level(feed.Instrument.Id, Side.Bid, 1, 1, 0, 0, MarketEventFlags.EndOfMessage);
        long start = Stopwatch.GetTimestamp();
        while (own.TryPeek(out long time))
        {
            engine.Advance(time);
            own.Move();
            engine.Observe([e with { ExchangeTime = time }]);
        }

        // pandas closes the last, partial second too.
        engine.Advance(own.ExchangeTime + 1_000_000_000);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
    double columns = Columns(tops);
    var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", [Path.Combine(AppContext.BaseDirectory, "pandas_features.py"), path, (tops.Count / 21).ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, UseShellExecute = false };
    using Process python = Process.Start(start)!;
    string[] answer = python.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
    python.WaitForExit();
    File.Delete(path);
    if (python.ExitCode != 0 || answer.Length < 4)
    {
        Console.Error.WriteLine("python3 with pandas is needed for the comparison.");
        return 1;
    }

    double theirs = double.Parse(answer[0], CultureInfo.InvariantCulture);
    Console.WriteLine($"OFI + imbalance + spread per second over {tops.Count / 21:N0} book tops: {ours * 1e3:0.00} ms, pandas {theirs * 1e3:0.00} ms: {theirs / ours:0} x by the streaming engine; {columns * 1e6:0} us, {theirs / columns:0} x, by the column form, grouping included");
    Console.WriteLine($"sums SDK {ofi:0.00} {imbalance:0.000000} {spread:0.00}; pandas {answer[1]} {answer[2]} {answer[3]}");
    return 0;
}

// The batch form over ready columns, as pandas has them, with the same sums and last values per second.
double Columns(List<double> tops)
{
    int n = tops.Count / 21;
    double[] Column(int k) => [.. Enumerable.Range(0, n).Select(r => tops[(r * 21) + k])];
    long[] times = [.. Column(0).Select(t => (long)t)];
    double[] bid = Column(1), ask = Column(11);
    double[] bidQuantities = [.. Enumerable.Range(6, 5).SelectMany(Column)], askQuantities = [.. Enumerable.Range(16, 5).SelectMany(Column)];
    double[] e = new double[n], imbalance = new double[n], spread = new double[n];
    double[] sumOut = new double[n], imbalanceOut = new double[n], spreadOut = new double[n];
    return Best(() =>
    {
        long start = Stopwatch.GetTimestamp();
        OrderFlowColumns.OrderFlow(bid, bidQuantities.AsSpan(0, n), ask, askQuantities.AsSpan(0, n), e);
        OrderFlowColumns.Imbalance(bidQuantities, askQuantities, imbalance);
        OrderFlowColumns.Spread(bid, ask, spread);
        int row = -1;
        long end = long.MinValue;
        for (int i = 0; i < n; i++)
        {
            if (times[i] > end)
            {
                end = (times[i] + 999_999_999) / 1_000_000_000 * 1_000_000_000;
                sumOut[++row] = 0;
            }

            sumOut[row] += e[i];
            imbalanceOut[row] = imbalance[i];
            spreadOut[row] = spread[i];
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}

static double Finite(double value) => double.IsFinite(value) ? value : 0;

static double Best(Func<double> run)
{
    double best = double.MaxValue;
    for (int i = 0; i < 60; i++)
    {
        best = Math.Min(best, run());
    }

    return best;
}

static (int Start, int Length)[] Messages(MarketEvent[] events)
{
    var messages = new List<(int, int)>();
    int start = 0;
    for (int i = 0; i < events.Length; i++)
    {
        if (events[i].IsEndOfMessage)
        {
            messages.Add((start, i + 1 - start));
            start = i + 1;
        }
    }

    return [.. messages];
}
