using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// BitMEX orderBookL2: partial, insert, update and delete by level id. Changes and removals may come without price: the id
/// stands for it. Quantities are contracts. The side of a trade is the taker's.
/// </summary>
internal sealed class BitmexDecoder(CaptureOutput output) : CaptureDecoder(output)
{
    private readonly Dictionary<(string Symbol, long Id), long> prices = [];

    public override void OnFrame(CaptureFrame frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame.Data);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("table", out JsonElement table) || !root.TryGetProperty("action", out JsonElement action))
        {
            Counters.Others++;
            return;
        }

        if (table.ValueEquals("orderBookL2"u8))
        {
            Book(root, action, frame.ReceiveTime);
        }
        else if (table.ValueEquals("trade"u8) && action.ValueEquals("insert"u8))
        {
            foreach (JsonElement trade in root.GetProperty("data").EnumerateArray())
            {
                CaptureInstrument symbol = Output.Symbol(String(trade.GetProperty("symbol")));
                Output.Add(Trade(
                    symbol,
                    trade.GetProperty("side").ValueEquals("Buy"u8) ? Side.Bid : Side.Ask,
                    symbol.Price(Text(trade.GetProperty("price"))),
                    symbol.Quantity(Text(trade.GetProperty("size"))),
                    IsoTime.Parse(Text(trade.GetProperty("timestamp"))),
                    frame.ReceiveTime,
                    Id(trade.GetProperty("trdMatchID"))));
                Output.End();
            }
        }
        else
        {
            Counters.Others++;
        }
    }

    private void Book(JsonElement root, JsonElement action, long receiveTime)
    {
        Counters.Messages++;
        bool partial = action.ValueEquals("partial"u8), delete = action.ValueEquals("delete"u8);
        if (!partial && !delete && !action.ValueEquals("insert"u8) && !action.ValueEquals("update"u8))
        {
            throw new MarketDataFormatException($"action '{action}'; expected partial, insert, update or delete");
        }

        string? cleared = null;
        if (partial)
        {
            Counters.Snapshots++;
            // An empty partial names its symbol in the filter alone.
            if (root.TryGetProperty("filter", out JsonElement filter) && filter.TryGetProperty("symbol", out JsonElement filtered))
            {
                cleared = String(filtered);
                Output.Clear(Output.Symbol(cleared), receiveTime, receiveTime);
            }
        }

        foreach (JsonElement row in root.GetProperty("data").EnumerateArray())
        {
            string name = String(row.GetProperty("symbol"));
            CaptureInstrument symbol = Output.Symbol(name);
            if (partial && cleared != name)
            {
                cleared = name;
                Output.Clear(symbol, receiveTime, receiveTime);
            }

            JsonElement sideElement = row.GetProperty("side");
            Side side = sideElement.ValueEquals("Buy"u8) ? Side.Bid : sideElement.ValueEquals("Sell"u8) ? Side.Ask : throw new MarketDataFormatException($"side '{sideElement}'; expected Buy or Sell");
            long id = Integer(row.GetProperty("id"));
            long time = row.TryGetProperty("timestamp", out JsonElement stamp) ? IsoTime.Parse(Text(stamp)) : receiveTime;
            long price;
            if (row.TryGetProperty("price", out JsonElement priceElement))
            {
                price = symbol.Price(Text(priceElement));
                prices[(name, id)] = price;
            }
            else if (!prices.TryGetValue((name, id), out price))
            {
                Counters.UnknownIds++;
                continue;
            }

            Output.Level(symbol, side, price, delete ? 0 : symbol.Quantity(Text(row.GetProperty("size"))), time, receiveTime, snapshot: partial);
            if (delete)
            {
                prices.Remove((name, id));
            }
        }

        Output.End();
    }
}
