using System.Globalization;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>The level-3 book over a generated stream; after each event both best prices are read.</summary>
internal static class LevelThree
{
    private const int WarmUpRounds = 5;

    private static readonly Instrument Stock = new(1, "STOCK", 0.01m, 1);

    public static void Run(string file, int repetitions, Peers peers)
    {
        MarketEvent[] events = Read(file, out int records);
        int[] ends = Messages.Ends(events);
        Console.WriteLine($"level 3: {records:N0} order events");
        peers.Measure("bench_l3", file, Math.Min(repetitions, 3));
        double each = Measure("OrderByOrderBook, a call a message", events, records, repetitions, book => ApplyEach(book, events, ends));
        double blocks = Measure("OrderByOrderBook, calls of 1,024 events", events, records, repetitions, book => ApplyBlocks(book, events));
        peers.Measure("bench_l3", file, Math.Min(repetitions, 3));
        peers.Report("unordered_map+map+list", "the usual design", ("a call a message", each), ("calls of 1,024", blocks));
        peers.Report("dense ids+ring+bitmap", "the floor: ids index an array", ("a call a message", each), ("calls of 1,024", blocks));
    }

    private static double Measure(string label, MarketEvent[] events, int records, int repetitions, Func<OrderByOrderBook, long> apply)
    {
        var times = new List<double>();
        long allocated = 0;
        ulong hash = 0;
        // The first rounds are the compiler's, which on a busy machine is late with its better code.
        for (int r = -WarmUpRounds; r < repetitions; r++)
        {
            var book = new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore });
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Nanoseconds();
            apply(book);
            double time = (ThreadClock.Nanoseconds() - start) / records;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            hash = book.ComputeHash();
            if (r >= 0)
            {
                times.Add(time);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {label,-48} {times[times.Count / 2],7:F2} ns/event (least {times[0]:F2})  {1000 / times[times.Count / 2],6:F1} M/s  {(double)allocated / records:F3} B/event  {BookHash.Format(hash)}"));
        return times[0];
    }

    private static long ApplyEach(OrderByOrderBook book, MarketEvent[] events, int[] ends)
    {
        long sink = 0;
        int from = 0;
        foreach (int end in ends)
        {
            book.Apply(events.AsSpan(from, end - from));
            from = end;
            book.TryGetTouch(out DepthLevel bid, out DepthLevel ask);
            sink = (sink * 31) + (bid.Price * 3) + ask.Price;
        }

        return sink;
    }

    private static long ApplyBlocks(OrderByOrderBook book, MarketEvent[] events)
    {
        for (int i = 0; i < events.Length; i += 1024)
        {
            book.Apply(events.AsSpan(i, Math.Min(1024, events.Length - i)));
        }

        return 0;
    }

    private static MarketEvent[] Read(string file, out int records)
    {
        byte[] bytes = File.ReadAllBytes(file);
        records = (bytes.Length - 64) / 32;
        var events = new List<MarketEvent>(records + (records / 8));
        for (int i = 0; i < records; i++)
        {
            ReadOnlySpan<byte> record = bytes.AsSpan(64 + (i * 32), 32);
            ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(record);
            var e = new MarketEvent { InstrumentId = 1, Side = record[24] == 0 ? Side.Bid : Side.Ask, Id = words[2], Price = (int)words[4], Quantity = words[5], Flags = MarketEventFlags.EndOfMessage };
            switch ((char)record[25])
            {
                case 'A':
                    events.Add(e with { Kind = MarketEventKind.OrderAdd });
                    break;
                case 'D':
                    events.Add(e with { Kind = MarketEventKind.OrderDelete });
                    break;
                case 'U':
                    events.Add(e with { Kind = MarketEventKind.OrderDelete, Flags = MarketEventFlags.None });
                    events.Add(e with { Kind = MarketEventKind.OrderAdd, Id = words[3] });
                    break;
                default:
                    events.Add(e with { Kind = MarketEventKind.OrderExecute });
                    break;
            }
        }

        return [.. events];
    }
}
