using System.Globalization;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>Level-2 books over a generated stream; after each message both best prices are read.</summary>
internal static class LevelTwo
{
    private const int WarmUpRounds = 5;

    public static void Run(string name, string file, int repetitions, bool quick, Peers peers)
    {
        LevelStream stream = LevelStream.Read(file);
        Console.WriteLine($"level 2, {name}: {stream.Changes.Length:N0} level updates, {stream.Ends.Length:N0} messages");
        int peerRepetitions = Math.Min(repetitions, 3);
        peers.Measure("bench_books", file, peerRepetitions);
        double each = Measure("LimitOrderBook, a call a message", new LimitOrderBookOptions(), ApplyEach, stream, repetitions);
        double blocks = Measure("LimitOrderBook, calls of 1,024 events", new LimitOrderBookOptions(), ApplyBlocks, stream, repetitions);
        if (!quick)
        {
            Measure("LimitOrderBook, 20 levels published", new LimitOrderBookOptions { PublishedDepth = 20 }, ApplyEach, stream, repetitions);
            Measure("LimitOrderBook, sparse", new LimitOrderBookOptions { Structure = LevelStructure.Sparse }, ApplyEach, stream, Math.Min(repetitions, 3));
            double dictionary = MeasureDictionary(stream, Math.Min(repetitions, 3));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  SortedDictionary / a call a message = {dictionary / each:F2} (at least 5)"));
            DepthWithinOnePercent(stream, repetitions);
        }

        peers.Measure("bench_books", file, peerRepetitions);
        peers.Report("std::map", "at least 3 of ours", ("a call a message", each), ("calls of 1,024", blocks));
        peers.Report(name == "wide" ? "ladder ring 131072" : "ladder ring 8192", "ours at most 2.5 of it", ("a call a message", each), ("calls of 1,024", blocks));
        peers.Report(name == "wide" ? "ladder 262144 + sums" : "ladder 8192 + sums", "the same work as ours", ("a call a message", each), ("calls of 1,024", blocks));
    }

    private static double Measure(string label, LimitOrderBookOptions options, Func<LimitOrderBook, LevelStream, long> apply, LevelStream stream, int repetitions)
    {
        var times = new List<double>();
        long allocated = 0;
        ulong hash = 0;
        // The first rounds are the compiler's, which on a busy machine is late with its better code.
        for (int r = -WarmUpRounds; r < repetitions; r++)
        {
            var book = new LimitOrderBook(LevelStream.Instrument, options);
            book.Apply(stream.Snapshot);
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Nanoseconds();
            apply(book, stream);
            double time = (ThreadClock.Nanoseconds() - start) / stream.Changes.Length;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            hash = book.ComputeHash();
            if (r >= 0)
            {
                times.Add(time);
            }
        }

        return Report(label, times, allocated, stream.Changes.Length, hash);
    }

    /// <summary>As a host of a live feed does: a call a message, then both best prices.</summary>
    private static long ApplyEach(LimitOrderBook book, LevelStream stream)
    {
        long sink = 0;
        int from = 0;
        foreach (int end in stream.Ends)
        {
            book.Apply(stream.Changes.AsSpan(from, end - from));
            from = end;
            book.TryGetTouch(out DepthLevel bid, out DepthLevel ask);
            sink = (sink * 31) + (bid.Price * 3) + ask.Price;
        }

        return sink;
    }

    private static long ApplyBlocks(LimitOrderBook book, LevelStream stream)
    {
        for (int i = 0; i < stream.Changes.Length; i += 1024)
        {
            book.Apply(stream.Changes.AsSpan(i, Math.Min(1024, stream.Changes.Length - i)));
        }

        return 0;
    }

    private static double MeasureDictionary(LevelStream stream, int repetitions)
    {
        var times = new List<double>();
        long allocated = 0;
        for (int r = 0; r < repetitions; r++)
        {
            SortedDictionary<long, long> bids = [], asks = [];
            long sink = 0;
            foreach (MarketEvent e in stream.Snapshot.AsSpan(1))
            {
                Set(e.Side == Side.Bid ? bids : asks, e.Side == Side.Bid ? -e.Price : e.Price, e.Quantity);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Nanoseconds();
            foreach (ref readonly MarketEvent e in stream.Changes.AsSpan())
            {
                Set(e.Side == Side.Bid ? bids : asks, e.Side == Side.Bid ? -e.Price : e.Price, e.Quantity);
                if (e.IsEndOfMessage)
                {
                    sink = (sink * 31) - (First(bids) * 3) + First(asks);
                }
            }

            times.Add((ThreadClock.Nanoseconds() - start) / stream.Changes.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return Report("SortedDictionary<long, long>", times, allocated, stream.Changes.Length, 0);

        static void Set(SortedDictionary<long, long> side, long key, long quantity)
        {
            if (quantity == 0)
            {
                side.Remove(key);
            }
            else
            {
                side[key] = quantity;
            }
        }

        static long First(SortedDictionary<long, long> side)
        {
            foreach (KeyValuePair<long, long> level in side)
            {
                return level.Key;
            }

            return 0;
        }
    }

    private static void DepthWithinOnePercent(LevelStream stream, int repetitions)
    {
        var book = new LimitOrderBook(LevelStream.Instrument, new LimitOrderBookOptions { Structure = LevelStructure.Ladder });
        book.Apply(stream.Snapshot);
        book.Apply(stream.Changes);
        const int Calls = 200_000;
        long sink = 0;
        var times = new List<double>();
        for (int r = 0; r < repetitions; r++)
        {
            double start = ThreadClock.Nanoseconds();
            for (int i = 0; i < Calls; i++)
            {
                sink += book.DepthWithinBasisPoints((i & 1) == 0 ? Side.Bid : Side.Ask, 100).Quantity;
            }

            times.Add((ThreadClock.Nanoseconds() - start) / Calls);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  depth within 1 % of mid, one side, {book.LevelCount(Side.Bid) + book.LevelCount(Side.Ask):N0} levels: {times[times.Count / 2]:F0} ns (sum {sink})"));
    }

    private static double Report(string label, List<double> times, long allocated, int count, ulong hash)
    {
        times.Sort();
        double median = times[times.Count / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {label,-40} {median,7:F2} ns/update (least {times[0]:F2})  {1000 / median,6:F1} M/s  {(double)allocated / count:F3} B/update  {(hash == 0 ? string.Empty : BookHash.Format(hash))}"));
        return times[0];
    }
}
