using System.Globalization;

namespace Trading.Sdk.Testing;

/// <summary>
/// What one symbol of a <see cref="FakeBinance"/> publishes beside its book, as the venue documents it: trades, candles made of them,
/// best prices, and for futures mark price, forced orders and open interest.
/// </summary>
internal sealed class FakeBinanceTape
{
    private const int KeptMax = 10_000;
    private readonly FakeBinanceBook book;
    private readonly FakeBinanceOptions options;
    private readonly Random random;
    private readonly List<FakeBinanceCandle> candles = [];
    private readonly Queue<FakeBinanceCandle> closed = new();
    private readonly Queue<(long Id, long Time, string Row)> aggregates = new();
    private long tradeId = 1000;
    private long aggregateId = 500;
    private long openInterest = 1_000_000;
    private long second;

    public FakeBinanceTape(FakeBinanceBook book, FakeBinanceOptions options, int index)
    {
        this.book = book;
        this.options = options;
#pragma warning disable RS0030 // Seeded.
        random = new Random((options.Seed * 2003) + index);
#pragma warning restore RS0030
    }

    private bool IsSpot => options.Market == FakeBinanceMarket.Spot;

    private string Name => book.Symbol.Name;

    /// <summary>Trades once and tells everything that follows from it: ending of the stream's name, and the message.</summary>
    public IEnumerable<(string Ending, string Data)> Advance(long time)
    {
        bool isBuy = random.Next(2) == 0;
        long price = isBuy ? book.BestAsk.Price : book.BestBid.Price, sum = 0, first = tradeId + 1;
        int fills = 1 + random.Next(3);
        for (int i = 0; i < fills; i++)
        {
            long quantity = 1 + random.Next(50);
            sum += quantity;
            tradeId++;
            foreach (FakeBinanceCandle done in Grow(time, price, quantity, isBuy))
            {
                yield return ($"@kline_{done.Interval}", Kline(done, time, isClosed: true));
            }

            yield return ("@trade", $"{{\"e\":\"trade\",\"E\":{Text(time)},{(IsSpot ? string.Empty : $"\"T\":{Text(time)},")}\"s\":\"{Name}\",\"t\":{Text(tradeId)},\"p\":\"{book.Price(price)}\",\"q\":\"{book.Quantity(quantity)}\","
                + (IsSpot ? $"\"T\":{Text(time)},\"m\":{Maker(isBuy)},\"M\":true}}" : $"\"X\":\"MARKET\",\"m\":{Maker(isBuy)}}}"));
        }

        aggregateId++;
        string aggregate = $"\"a\":{Text(aggregateId)},\"p\":\"{book.Price(price)}\",\"q\":\"{book.Quantity(sum)}\",\"f\":{Text(first)},\"l\":{Text(tradeId)},\"T\":{Text(time)},\"m\":{Maker(isBuy)}{(IsSpot ? ",\"M\":true" : string.Empty)}";
        Keep(aggregates, (aggregateId, time, $"{{{aggregate}}}"));
        yield return ("@aggTrade", $"{{\"e\":\"aggTrade\",\"E\":{Text(time)},\"s\":\"{Name}\",{aggregate}}}");
        yield return ("@bookTicker", BookTicker(time));
        foreach (FakeBinanceCandle candle in candles)
        {
            yield return ($"@kline_{candle.Interval}", Kline(candle, time, isClosed: false));
        }

        if (!IsSpot && time / 1000 != second)
        {
            second = time / 1000;
            string mark = MarkPrice(time);
            yield return ("@markPrice@1s", mark);
            if (second % 3 == 0)
            {
                yield return ("@markPrice", mark);
            }

            // The venue sends one a second and symbol at most.
            yield return ("@forceOrder", ForceOrder(time));
        }
    }

    /// <summary>The answer of the REST interface.</summary>
    public string OpenInterest(long time)
    {
        openInterest = Math.Max(1, openInterest + random.Next(-500, 501));
        string pair = options.Market == FakeBinanceMarket.CoinM ? $"\"pair\":\"{Name.Split('_')[0]}\",\"contractType\":\"PERPETUAL\"," : string.Empty;
        return $"{{\"symbol\":\"{Name}\",{pair}\"openInterest\":\"{book.Quantity(openInterest)}\",\"time\":{Text(time)}}}";
    }

    /// <summary>Closed candles over REST, oldest first, and the running one.</summary>
    public string Klines(string interval, long from, long to, int limit) => "[" + string.Join(',', closed
        .Concat(candles).Where(c => c.Interval == interval && c.OpenTime >= from && c.OpenTime <= to).Take(limit).Select(Row)) + "]";

    /// <summary>Aggregate trades over REST, by id or by time, oldest first.</summary>
    public string AggregateTrades(long? fromId, long from, long to, int limit) => "[" + string.Join(',', aggregates
        .Where(a => fromId is { } id ? a.Id >= id : a.Time >= from && a.Time <= to).Take(limit).Select(a => a.Row)) + "]";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Maker(bool isBuy) => isBuy ? "false" : "true";

    private static void Keep<T>(Queue<T> queue, T item)
    {
        if (queue.Count == KeptMax)
        {
            queue.Dequeue();
        }

        queue.Enqueue(item);
    }

    private List<FakeBinanceCandle> Grow(long time, long price, long quantity, bool isBuy)
    {
        var done = new List<FakeBinanceCandle>();
        for (int i = 0; i < options.KlineIntervals.Count; i++)
        {
            if (i == candles.Count)
            {
                candles.Add(FakeBinanceCandle.At(options.KlineIntervals[i], time));
            }
            else if (!candles[i].Contains(time))
            {
                done.Add(candles[i]);
                Keep(closed, candles[i]);
                candles[i] = FakeBinanceCandle.At(options.KlineIntervals[i], time);
            }

            candles[i].Add(tradeId, price, quantity, isBuy);
        }

        return done;
    }

    private string Kline(FakeBinanceCandle c, long time, bool isClosed) =>
        $"{{\"e\":\"kline\",\"E\":{Text(time)},\"s\":\"{Name}\",\"k\":{{\"t\":{Text(c.OpenTime)},\"T\":{Text(c.OpenTime + c.Milliseconds - 1)},\"s\":\"{Name}\",\"i\":\"{c.Interval}\",\"f\":{Text(c.FirstTrade)},\"L\":{Text(c.LastTrade)},"
        + $"\"o\":\"{book.Price(c.Open)}\",\"c\":\"{book.Price(c.Close)}\",\"h\":\"{book.Price(c.High)}\",\"l\":\"{book.Price(c.Low)}\",\"v\":\"{book.Quantity(c.Volume)}\",\"n\":{Text(c.Trades)},\"x\":{(isClosed ? "true" : "false")},\"q\":\"0\",\"V\":\"{book.Quantity(c.BuyVolume)}\",\"Q\":\"0\",\"B\":\"0\"}}}}";

    private string Row(FakeBinanceCandle c) =>
        $"[{Text(c.OpenTime)},\"{book.Price(c.Open)}\",\"{book.Price(c.High)}\",\"{book.Price(c.Low)}\",\"{book.Price(c.Close)}\",\"{book.Quantity(c.Volume)}\",{Text(c.OpenTime + c.Milliseconds - 1)},\"0\",{Text(c.Trades)},\"{book.Quantity(c.BuyVolume)}\",\"0\",\"0\"]";

    private string BookTicker(long time)
    {
        ((long Price, long Quantity) bid, (long Price, long Quantity) ask) = (book.BestBid, book.BestAsk);
        string pair = options.Market == FakeBinanceMarket.CoinM ? $"\"ps\":\"{Name.Split('_')[0]}\"," : string.Empty;
        return $"{{{(IsSpot ? string.Empty : "\"e\":\"bookTicker\",")}\"u\":{Text(book.LastId)},\"s\":\"{Name}\",{pair}\"b\":\"{book.Price(bid.Price)}\",\"B\":\"{book.Quantity(bid.Quantity)}\",\"a\":\"{book.Price(ask.Price)}\",\"A\":\"{book.Quantity(ask.Quantity)}\""
            + (IsSpot ? "}" : $",\"T\":{Text(time - 1)},\"E\":{Text(time)}}}");
    }

    private string MarkPrice(long time)
    {
        // Averages, with more decimals than the tick.
        string point = book.Symbol.PriceDecimals == 0 && !IsSpot ? "." : string.Empty;
        string mark = string.Create(CultureInfo.InvariantCulture, $"{book.Price(book.BestBid.Price)}{point}{random.Next(100):D2}");
        string index = string.Create(CultureInfo.InvariantCulture, $"{book.Price(book.BestAsk.Price)}{point}{random.Next(100):D2}");
        string rate = (random.Next(-20_000, 20_000) / 100_000_000m).ToString("F8", CultureInfo.InvariantCulture);
        return $"{{\"e\":\"markPriceUpdate\",\"E\":{Text(time)},\"s\":\"{Name}\",\"p\":\"{mark}\",\"P\":\"{mark}\",\"i\":\"{index}\",\"r\":\"{rate}\",\"T\":{Text(((time / 28_800_000) + 1) * 28_800_000)}}}";
    }

    private string ForceOrder(long time)
    {
        bool isSale = random.Next(2) == 0;
        string price = book.Price(isSale ? book.BestBid.Price : book.BestAsk.Price), quantity = book.Quantity(1 + random.Next(500));
        string pair = options.Market == FakeBinanceMarket.CoinM ? $"\"ps\":\"{Name.Split('_')[0]}\"," : string.Empty;
        return $"{{\"e\":\"forceOrder\",\"E\":{Text(time)},\"o\":{{\"s\":\"{Name}\",{pair}\"S\":\"{(isSale ? "SELL" : "BUY")}\",\"o\":\"LIMIT\",\"f\":\"IOC\",\"q\":\"{quantity}\",\"p\":\"{price}\",\"ap\":\"{price}\",\"X\":\"FILLED\",\"l\":\"{quantity}\",\"z\":\"{quantity}\",\"T\":{Text(time - 2)}}}}}";
    }
}
