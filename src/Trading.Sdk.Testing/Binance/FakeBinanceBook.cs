using System.Globalization;
using System.Text;

namespace Trading.Sdk.Testing;

/// <summary>The true book of one symbol: a seeded random walk whose single changes are gathered into depth messages.</summary>
internal sealed class FakeBinanceBook
{
    private readonly FakeBinanceOptions options;
    private readonly Random random;
    private readonly SortedDictionary<long, long> bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> asks = [];
    private readonly Dictionary<long, long> changedBids = [];
    private readonly Dictionary<long, long> changedAsks = [];
    private readonly Dictionary<long, FakeBinanceTruth> truths = [];
    private readonly Queue<long> kept = new();
    private long firstId;
    private long previousFinal;

    public FakeBinanceBook(FakeBinanceSymbol symbol, FakeBinanceOptions options, int index)
    {
        Symbol = symbol;
        this.options = options;
#pragma warning disable RS0030 // Seeded.
        random = new Random((options.Seed * 1009) + index);
#pragma warning restore RS0030
        LastId = previousFinal = 1_000_000L * (index + 1);
        for (int i = 0; i < options.LevelsPerSide; i++)
        {
            bids[symbol.MidTicks - 1 - (i * 2) - random.Next(2)] = NextQuantity();
            asks[symbol.MidTicks + 1 + (i * 2) + random.Next(2)] = NextQuantity();
        }

        Oldest = Snapshot(5000);
    }

    public FakeBinanceSymbol Symbol { get; private set; }

    /// <summary>What exchangeInfo says of it.</summary>
    public string Status { get; set; } = "TRADING";

    public (long Price, long Quantity) BestBid => (bids.First().Key, bids.First().Value);

    public (long Price, long Quantity) BestAsk => (asks.First().Key, asks.First().Value);

    public long LastId { get; private set; }

    /// <summary>Final id of the message sent last.</summary>
    public long LastFinal => previousFinal;

    /// <summary>The book as it was at the start, for stale answers.</summary>
    public string Oldest { get; }

    /// <summary>The message before the last one.</summary>
    public string? Earlier { get; private set; }

    public string? Last { get; private set; }

    public FakeBinanceTruth? TruthAt(long id) => truths.GetValueOrDefault(id);

    /// <summary>Makes some single changes without telling anybody: a snapshot taken now lies inside the next message.</summary>
    public void Step(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Advance();
            Change();
        }
    }

    public void Widen(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Advance();
            long far = 5_000 + (2 * i);
            SetLevel(isBid: (i & 1) == 0, (i & 1) == 0 ? Math.Max(1, Symbol.MidTicks - far) : Symbol.MidTicks + far, NextQuantity());
        }
    }

    /// <summary>The depth message of everything since the last one.</summary>
    public string Flush(long eventTime)
    {
        if (firstId == 0)
        {
            Advance();
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"e\":\"depthUpdate\",\"E\":{eventTime},");
        bool isSpot = options.Market == FakeBinanceMarket.Spot;
        text.Append(isSpot ? $"\"s\":\"{Symbol.Name}\"," : string.Create(CultureInfo.InvariantCulture, $"\"T\":{eventTime - 3},\"s\":\"{Symbol.Name}\","));
        text.Append(options.Market == FakeBinanceMarket.CoinM ? $"\"ps\":\"{Symbol.Name.Split('_')[0]}\"," : string.Empty);
        text.Append(CultureInfo.InvariantCulture, $"\"U\":{firstId},\"u\":{LastId},");
        text.Append(isSpot ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"\"pu\":{previousFinal},"));
        AppendLevels(text.Append("\"b\":"), changedBids);
        AppendLevels(text.Append(",\"a\":"), changedAsks);
        previousFinal = LastId;
        firstId = 0;
        changedBids.Clear();
        changedAsks.Clear();
        KeepTruth();
        Earlier = Last;
        Last = text.Append('}').ToString();
        return Last;
    }

    public string Snapshot(int limit)
    {
        KeepTruth();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{LastId},");
        text.Append(options.Market == FakeBinanceMarket.CoinM ? $"\"symbol\":\"{Symbol.Name}\",\"pair\":\"{Symbol.Name.Split('_')[0]}\"," : string.Empty);
        text.Append(options.Market == FakeBinanceMarket.Spot ? string.Empty : "\"E\":1700000000000,\"T\":1700000000000,");
        AppendLevels(text.Append("\"bids\":"), bids.Take(limit));
        AppendLevels(text.Append(",\"asks\":"), asks.Take(limit));
        return text.Append('}').ToString();
    }

    /// <summary>The top levels: on spot without a name, on futures in the form of a change.</summary>
    public string Partial(int levels, long eventTime)
    {
        var text = new StringBuilder();
        bool isSpot = options.Market == FakeBinanceMarket.Spot;
        string pair = options.Market == FakeBinanceMarket.CoinM ? $"\"ps\":\"{Symbol.Name.Split('_')[0]}\"," : string.Empty;
        text.Append(isSpot
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{LastFinal},\"bids\":")
            : string.Create(CultureInfo.InvariantCulture, $"{{\"e\":\"depthUpdate\",\"E\":{eventTime},\"T\":{eventTime - 3},\"s\":\"{Symbol.Name}\",{pair}\"U\":{LastFinal - 1},\"u\":{LastFinal},\"pu\":{LastFinal - 2},\"b\":"));
        AppendLevels(text, bids.Take(levels));
        AppendLevels(text.Append(isSpot ? ",\"asks\":" : ",\"a\":"), asks.Take(levels));
        return text.Append('}').ToString();
    }

    /// <summary>Gives the symbol a finer tick or lot: the same book in smaller steps. Truths stay in the steps of their time.</summary>
    public void Refine(int priceDecimals, int quantityDecimals)
    {
        long prices = (long)Math.Pow(10, priceDecimals - Symbol.PriceDecimals), quantities = (long)Math.Pow(10, quantityDecimals - Symbol.QuantityDecimals);
        foreach (IDictionary<long, long> side in (IDictionary<long, long>[])[bids, asks, changedBids, changedAsks])
        {
            KeyValuePair<long, long>[] levels = [.. side];
            side.Clear();
            foreach ((long price, long quantity) in levels)
            {
                side[price * prices] = quantity * quantities;
            }
        }

        Symbol = Symbol with { PriceDecimals = priceDecimals, QuantityDecimals = quantityDecimals, MidTicks = Symbol.MidTicks * prices };
    }

    /// <summary>Spot prints 8 decimals always, futures those of the tick.</summary>
    public string Price(long ticks) => Decimal(ticks, Symbol.PriceDecimals);

    public string Quantity(long lots) => Decimal(lots, Symbol.QuantityDecimals);

    private void Advance()
    {
        // Futures ids have holes: only pu chains the messages.
        LastId += options.Market == FakeBinanceMarket.Spot ? 1 : 1 + random.Next(4);
        firstId = firstId == 0 ? LastId : firstId;
    }

    private void Change()
    {
        bool isBid = random.Next(2) == 0;
        SortedDictionary<long, long> side = isBid ? bids : asks;
        long best = side.First().Key;
        switch (random.Next(10))
        {
            case 0 or 1 when side.Count > options.LevelsPerSide / 2:
                SetLevel(isBid, best, 0);
                break;
            case 2 or 3 or 4:
                // Between the touch and 40 ticks behind it, or inside the spread.
                long price = isBid ? best + 1 - random.Next(40) : best - 1 + random.Next(40);
                long other = (isBid ? asks : bids).First().Key;
                if (price > 0 && (isBid ? price < other : price > other))
                {
                    SetLevel(isBid, price, NextQuantity());
                }

                break;
            case 5 when side.Count > options.LevelsPerSide / 2:
                SetLevel(isBid, side.ElementAt(random.Next(Math.Min(side.Count, 30))).Key, 0);
                break;
            default:
                SetLevel(isBid, side.ElementAt(random.Next(Math.Min(side.Count, 25))).Key, NextQuantity());
                break;
        }

        if (options.DriftTicks > 0)
        {
            long lowestAsk = asks.First().Key;
            SetLevel(isBid: false, lowestAsk, 0);
            SetLevel(isBid: true, lowestAsk, NextQuantity());
            SetLevel(isBid: false, asks.Last().Key + options.DriftTicks, NextQuantity());
        }
    }

    private void SetLevel(bool isBid, long price, long quantity)
    {
        SortedDictionary<long, long> side = isBid ? bids : asks;
        if (quantity == 0)
        {
            side.Remove(price);
        }
        else
        {
            side[price] = quantity;
        }

        (isBid ? changedBids : changedAsks)[price] = quantity;
    }

    private void KeepTruth()
    {
        if (options.TruthsMax == 0 || truths.ContainsKey(LastId))
        {
            return;
        }

        if (kept.Count >= options.TruthsMax)
        {
            truths.Remove(kept.Dequeue());
        }

        kept.Enqueue(LastId);
        truths[LastId] = new FakeBinanceTruth(LastId, [.. bids.Take(options.TruthLevels).Select(l => (l.Key, l.Value))], [.. asks.Take(options.TruthLevels).Select(l => (l.Key, l.Value))]);
    }

    private void AppendLevels(StringBuilder text, IEnumerable<KeyValuePair<long, long>> levels)
    {
        text.Append('[');
        bool isFirst = true;
        foreach ((long price, long quantity) in levels)
        {
            text.Append(isFirst ? "[\"" : ",[\"").Append(Price(price)).Append("\",\"").Append(Quantity(quantity)).Append("\"]");
            isFirst = false;
        }

        text.Append(']');
    }

    private long NextQuantity() => 1 + random.Next(1_000_000);

    private string Decimal(long units, int decimals)
    {
        decimal value = units / (decimal)Math.Pow(10, decimals);
        int printed = options.Market == FakeBinanceMarket.Spot ? 8 : decimals;
        return value.ToString("F" + printed.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
