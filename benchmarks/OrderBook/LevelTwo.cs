using System.Globalization;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>Level-2 books over a generated stream; after each message both best prices are read.</summary>
internal static class LevelTwo
{
    public static void Run(string name, LevelStream stream, int repetitions)
    {
        Console.WriteLine($"level 2, {name}: {stream.Changes.Length:N0} level updates");
        double ladder = Measure("LimitOrderBook, ladder", () => new LimitOrderBook(LevelStream.Instrument, new LimitOrderBookOptions { Structure = LevelStructure.Ladder }), stream, repetitions);
        Measure("LimitOrderBook, sparse", () => new LimitOrderBook(LevelStream.Instrument, new LimitOrderBookOptions { Structure = LevelStructure.Sparse }), stream, repetitions);
        Measure("LimitOrderBook, 20 levels published", () => new LimitOrderBook(LevelStream.Instrument, new LimitOrderBookOptions { PublishedDepth = 20 }), stream, repetitions);
        MeasureSpan("LimitOrderBook, ladder, one span", stream, repetitions);
        double dictionary = MeasureDictionary(stream, Math.Min(repetitions, 3));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  SortedDictionary / ladder = {dictionary / ladder:F2}"));
        DepthWithinOnePercent(stream, repetitions);
    }

    private static double Measure(string label, Func<LimitOrderBook> create, LevelStream stream, int repetitions)
    {
        var times = new List<double>();
        long allocated = 0, sink = 0;
        ulong hash = 0;
        for (int r = 0; r < repetitions; r++)
        {
            LimitOrderBook book = create();
            book.Apply(stream.Snapshot);
            ReadOnlySpan<MarketEvent> events = stream.Changes;
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Nanoseconds();
            int from = 0;
            for (int i = 0; i < events.Length; i++)
            {
                if (events[i].IsEndOfMessage)
                {
                    book.Apply(events[from..(i + 1)]);
                    from = i + 1;
                    book.TryGetTouch(out DepthLevel bid, out DepthLevel ask);
                    sink = (sink * 31) + (bid.Price * 3) + ask.Price;
                }
            }

            times.Add((ThreadClock.Nanoseconds() - start) / events.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            hash = book.ComputeHash();
        }

        return Report(label, times, allocated, stream.Changes.Length, hash);
    }

    private static void MeasureSpan(string label, LevelStream stream, int repetitions)
    {
        var times = new List<double>();
        long allocated = 0;
        ulong hash = 0;
        for (int r = 0; r < repetitions; r++)
        {
            var book = new LimitOrderBook(LevelStream.Instrument);
            book.Apply(stream.Snapshot);
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Nanoseconds();
            book.Apply(stream.Changes);
            times.Add((ThreadClock.Nanoseconds() - start) / stream.Changes.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            hash = book.ComputeHash();
        }

        Report(label, times, allocated, stream.Changes.Length, hash);
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
        return median;
    }
}
