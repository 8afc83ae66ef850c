using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook.Tests;

/// <summary>Seeded level-2 messages around a travelling mid price, with far levels, unknown deletes, counts, clears and snapshots.</summary>
internal sealed class RandomMessages(int seed, long start = 6_000_000, int spread = 1, int near = 30, int far = 5_000, bool crossing = false, bool clears = true)
{
    private readonly Random random = new(seed);
    private readonly Dictionary<(Side, long), long> present = [];
    private long mid = start;
    private long sequence = 1000;

    public static Instrument Instrument { get; } = new(7, "TEST", 0.01m, 0.001m);

    public MarketEvent[] Next()
    {
        sequence += 1 + random.Next(3);
        var events = new List<MarketEvent>();
        if (clears && random.Next(200) == 0)
        {
            Snapshot(events);
        }
        else
        {
            if (random.Next(4) == 0)
            {
                Move(events, random.Next(50) == 0 ? random.Next(-far, far) : random.Next(-3, 4));
            }

            var touched = new HashSet<(Side, long)>(events.Select(e => (e.Side, e.Price)));
            for (int i = random.Next(1, 20); i > 0; i--)
            {
                Side side = random.Next(2) == 0 ? Side.Bid : Side.Ask;
                long distance = random.Next(10) < 8 ? random.Next(near) : random.Next(far);
                long price = side == Side.Bid ? mid - spread - distance : mid + distance;
                if (crossing && random.Next(60) == 0)
                {
                    price = side == Side.Bid ? mid + random.Next(3) : mid - spread - random.Next(3);
                }

                if (touched.Add((side, price)))
                {
                    Set(events, side, price, random.Next(3) == 0 ? 0 : random.Next(1, 5000));
                }
            }
        }

        if (events.Count == 0)
        {
            return Next();
        }

        events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
        return [.. events];
    }

    private void Snapshot(List<MarketEvent> events)
    {
        present.Clear();
        events.Add(MarketEvent.Clear(Instrument.Id, sequence * 100, MarketEventFlags.Snapshot, sequence));
        for (int i = random.Next(60); i > 0; i--)
        {
            Set(events, Side.Bid, mid - spread - i, random.Next(1, 100), MarketEventFlags.Snapshot);
            Set(events, Side.Ask, mid + i, random.Next(1, 100), MarketEventFlags.Snapshot);
        }
    }

    private void Move(List<MarketEvent> events, long by)
    {
        mid += by;
        foreach ((Side side, long price) in present.Keys.Where(k => k.Item1 == Side.Bid ? k.Item2 > mid - spread : k.Item2 < mid).Order().ToArray())
        {
            Set(events, side, price, 0);
        }
    }

    private void Set(List<MarketEvent> events, Side side, long price, long quantity, MarketEventFlags flags = MarketEventFlags.None)
    {
        if (quantity == 0)
        {
            present.Remove((side, price));
        }
        else
        {
            present[(side, price)] = quantity;
        }

        events.Add(MarketEvent.Level(Instrument.Id, side, price, quantity, sequence * 100, sequence, flags) with { Count = quantity > 0 && random.Next(4) == 0 ? random.Next(1, 9) : 0, ReceiveTime = (sequence * 100) + 50 });
    }
}
