using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Independent Reserve, level 3: one stream of orders per primary currency, priced in every secondary currency, and a REST list
/// of all orders per pair. Each pair with a list becomes an instrument; what arrives before its list waits for it, and an order
/// that the list holds already is not added again. After a gap in the nonces the books of the currency are cleared and wait for
/// their lists. Order ids are numbered from 1 in the order in which they appear.
/// </summary>
internal sealed class IndependentReserveDecoder(CaptureOutput output) : CaptureDecoder(output)
{
    private readonly Dictionary<string, long> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> nonces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Pair>> pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(JsonElement Message, long ReceiveTime)>> waiting = new(StringComparer.Ordinal);

    public override void OnFrame(CaptureFrame frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame.Data);
        JsonElement root = document.RootElement;
        if (frame.Kind == CaptureFrameKind.Response)
        {
            if (frame.Url.Contains("/GetAllOrders", StringComparison.Ordinal))
            {
                Snapshot(Query(frame.Url, "primaryCurrencyCode"), Query(frame.Url, "secondaryCurrencyCode"), root, frame.ReceiveTime);
            }

            return;
        }

        if (!root.TryGetProperty("Channel", out JsonElement channelElement) || !String(channelElement).StartsWith("orderbook-", StringComparison.Ordinal))
        {
            Counters.Others++;
            return;
        }

        Counters.Messages++;
        string channel = String(channelElement), primary = channel["orderbook-".Length..];
        long nonce = Integer(root.GetProperty("Nonce"));
        if (nonces.TryGetValue(channel, out long last) && nonce != last + 1)
        {
            Counters.Gaps++;
            LoseBooks(primary, frame.ReceiveTime);
        }

        nonces[channel] = nonce;
        if (pairs.TryGetValue(primary, out List<Pair>? known))
        {
            foreach (Pair pair in known)
            {
                Change(pair, root, frame.ReceiveTime);
            }
        }
        else
        {
            if (!waiting.TryGetValue(primary, out List<(JsonElement, long)>? list))
            {
                waiting.Add(primary, list = []);
            }

            list.Add((root.Clone(), frame.ReceiveTime));
        }
    }

    private void LoseBooks(string primary, long receiveTime)
    {
        if (pairs.Remove(primary, out List<Pair>? lost))
        {
            foreach (Pair pair in lost)
            {
                Output.Clear(pair.Symbol, receiveTime, receiveTime, 0, MarketEventFlags.ExchangeTimeUnknown);
                Output.End();
            }
        }
    }

    private static string Query(string url, string name)
    {
        int at = url.IndexOf(name + "=", StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? throw new MarketDataFormatException($"the address '{url}' has no {name}")
            : url[(at + name.Length + 1)..].Split('&')[0].ToLowerInvariant();
    }

    private long Number(JsonElement guid)
    {
        string text = String(guid);
        if (!ids.TryGetValue(text, out long id))
        {
            ids.Add(text, id = ids.Count + 1);
        }

        return id;
    }

    private void Snapshot(string primary, string secondary, JsonElement book, long receiveTime)
    {
        Counters.Snapshots++;
        CaptureInstrument symbol = Output.Symbol(primary.ToUpperInvariant() + "-" + secondary.ToUpperInvariant());
        var pair = new Pair(symbol, secondary);
        Output.Clear(symbol, receiveTime, receiveTime);
        foreach ((string list, Side side) in (ReadOnlySpan<(string, Side)>)[("BuyOrders", Side.Bid), ("SellOrders", Side.Ask)])
        {
            foreach (JsonElement order in book.GetProperty(list).EnumerateArray())
            {
                long id = Number(order.GetProperty("Guid")), price = symbol.Price(Text(order.GetProperty("Price"))), quantity = symbol.Quantity(Text(order.GetProperty("Volume")));
                if (quantity > 0 || Output.IsMeasuring)
                {
                    pair.Live.Add(id);
                    Output.Add(Order(MarketEventKind.OrderAdd, symbol, side, id, price, quantity, receiveTime, receiveTime, 0) with { Flags = MarketEventFlags.Snapshot });
                }
            }
        }

        Output.End();
        if (!pairs.TryGetValue(primary, out List<Pair>? list2))
        {
            pairs.Add(primary, list2 = []);
        }

        list2.RemoveAll(p => p.Secondary == secondary);
        list2.Add(pair);
        if (waiting.Remove(primary, out List<(JsonElement Message, long ReceiveTime)>? messages))
        {
            foreach ((JsonElement message, long received) in messages)
            {
                Change(pair, message, received);
            }
        }
    }

    private void Change(Pair pair, JsonElement message, long receiveTime)
    {
        JsonElement data = message.GetProperty("Data");
        long id = Number(data.GetProperty("OrderGuid")), nonce = Integer(message.GetProperty("Nonce"));
        long time = Timestamp.FromMilliseconds(Integer(message.GetProperty("Time")));
        JsonElement kind = message.GetProperty("Event");
        Side side = Text(data.GetProperty("OrderType")).EndsWith("Bid"u8) ? Side.Bid : Side.Ask;
        CaptureInstrument symbol = pair.Symbol;
        if (kind.ValueEquals("NewOrder"u8))
        {
            long price = symbol.Price(Text(data.GetProperty("Price").GetProperty(pair.Secondary))), quantity = symbol.Quantity(Text(data.GetProperty("Volume")));
            if (!pair.Live.Add(id))
            {
                Counters.Dropped++;
                return;
            }

            Output.Add(Order(MarketEventKind.OrderAdd, symbol, side, id, price, quantity, time, receiveTime, nonce));
        }
        else if (!pair.Live.Contains(id))
        {
            Counters.UnknownIds++;
            return;
        }
        else if (kind.ValueEquals("OrderCanceled"u8))
        {
            pair.Live.Remove(id);
            Output.Add(Order(MarketEventKind.OrderDelete, symbol, side, id, 0, 0, time, receiveTime, nonce));
        }
        else if (kind.ValueEquals("OrderChanged"u8))
        {
            long quantity = symbol.Quantity(Text(data.GetProperty("Volume")));
            long price = data.TryGetProperty("Price", out JsonElement prices) ? symbol.Price(Text(prices.GetProperty(pair.Secondary))) : 0;
            if (quantity == 0)
            {
                pair.Live.Remove(id);
            }

            Output.Add(Order(quantity == 0 ? MarketEventKind.OrderDelete : MarketEventKind.OrderModify, symbol, side, id, price, quantity, time, receiveTime, nonce));
        }
        else
        {
            throw new MarketDataFormatException($"event '{kind}'; expected NewOrder, OrderChanged or OrderCanceled");
        }

        Output.End();
    }

    private static MarketEvent Order(MarketEventKind kind, CaptureInstrument symbol, Side side, long id, long price, long quantity, long time, long receiveTime, long sequence) => new()
    {
        Kind = kind,
        InstrumentId = symbol.Id,
        Side = side,
        Id = id,
        Price = price,
        Quantity = quantity,
        ExchangeTime = time,
        ReceiveTime = receiveTime,
        Sequence = sequence,
    };

    private sealed class Pair(CaptureInstrument symbol, string secondary)
    {
        public CaptureInstrument Symbol => symbol;

        public string Secondary => secondary;

        public HashSet<long> Live { get; } = [];
    }
}
