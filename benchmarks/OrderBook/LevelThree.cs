using System.Globalization;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>The level-3 book over a generated stream; after each event both best prices are read.</summary>
internal static class LevelThree
{
    private static readonly Instrument Stock = new(1, "STOCK", 0.01m, 1);

    public static void Run(string file, int repetitions)
    {
        MarketEvent[] events = Read(file, out int records);
        Console.WriteLine($"level 3: {records:N0} order events");
        foreach (bool oneSpan in new[] { false, true })
        {
            var times = new List<double>();
            long allocated = 0, sink = 0;
            ulong hash = 0;
            for (int r = 0; r < repetitions; r++)
            {
                var book = new OrderByOrderBook(Stock, new OrderByOrderBookOptions { Crossed = CrossedPolicy.Ignore });
                long before = GC.GetAllocatedBytesForCurrentThread();
                double start = ThreadClock.Nanoseconds();
                if (oneSpan)
                {
                    book.Apply(events);
                }
                else
                {
                    sink += ApplyEach(book, events);
                }

                times.Add((ThreadClock.Nanoseconds() - start) / records);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                hash = book.ComputeHash();
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  OrderByOrderBook{(oneSpan ? ", one span" : string.Empty),-24} {times[times.Count / 2],7:F2} ns/event (least {times[0]:F2})  {1000 / times[times.Count / 2],6:F1} M/s  {(double)allocated / records:F3} B/event  {BookHash.Format(hash)}"));
        }
    }

    private static long ApplyEach(OrderByOrderBook book, MarketEvent[] events)
    {
        long sink = 0;
        int from = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                book.Apply(events.AsSpan(from, i + 1 - from));
                from = i + 1;
                book.TryGetTouch(out DepthLevel bid, out DepthLevel ask);
                sink = (sink * 31) + (bid.Price * 3) + ask.Price;
            }
        }

        return sink;
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
