using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>A seeded level-2 or level-3 stream of messages, uncrossed.</summary>
internal static class SyntheticStream
{
    public static Instrument Instrument(int id) => new(id, "S" + id, 0.01m, 0.001m, "TEST");

    public static MarketEvent[] Levels(int id, int messages, int seed, long start = 1_000_000_000)
    {
        var random = new Random(seed);
        var events = new List<MarketEvent> { MarketEvent.Clear(id, start, MarketEventFlags.Snapshot) };
        long mid = 10_000;
        for (int i = 1; i <= 20; i++)
        {
            events.Add(MarketEvent.Level(id, Side.Bid, mid - i, i, start, 1, MarketEventFlags.Snapshot));
            events.Add(MarketEvent.Level(id, Side.Ask, mid + i, i, start, 1, MarketEventFlags.Snapshot));
        }

        events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
        for (int m = 0; m < messages; m++)
        {
            long time = start + ((m + 1) * 1_000_000L);
            int n = random.Next(1, 8);
            for (int i = 0; i < n; i++)
            {
                Side side = random.Next(2) == 0 ? Side.Bid : Side.Ask;
                long price = side == Side.Bid ? mid - 1 - random.Next(200) : mid + 1 + random.Next(200);
                events.Add(MarketEvent.Level(id, side, price, random.Next(4) == 0 ? 0 : random.Next(1, 1000), time, m + 2, i == n - 1 ? MarketEventFlags.EndOfMessage : 0) with { ReceiveTime = time + 500 });
            }

            if (random.Next(5) == 0)
            {
                events.Add(MarketEvent.Trade(id, Side.Bid, mid + 1, random.Next(1, 50), time, m) with { ReceiveTime = time + 600 });
            }
        }

        return [.. events];
    }

    public static MarketEvent[] Orders(int id, int messages, int seed, long start = 1_000_000_000)
    {
        var random = new Random(seed);
        var live = new List<(long Id, Side Side, long Price)>();
        var events = new List<MarketEvent>();
        for (int m = 0; m < messages; m++)
        {
            long time = start + (m * 1_000_000L);
            var e = new MarketEvent { InstrumentId = id, ExchangeTime = time, ReceiveTime = time + 100, Sequence = m + 1, Flags = MarketEventFlags.EndOfMessage };
            if (live.Count < 5 || random.Next(3) > 0)
            {
                Side side = random.Next(2) == 0 ? Side.Bid : Side.Ask;
                long price = side == Side.Bid ? 9_999 - random.Next(30) : 10_000 + random.Next(30);
                live.Add((m + 1, side, price));
                events.Add(e with { Kind = MarketEventKind.OrderAdd, Id = m + 1, Side = side, Price = price, Quantity = random.Next(2, 100) });
            }
            else
            {
                int at = random.Next(live.Count);
                (long order, Side side, long price) = live[at];
                live.RemoveAt(at);
                events.Add(e with { Kind = MarketEventKind.OrderDelete, Id = order, Side = side, Price = price });
            }
        }

        return [.. events];
    }
}
