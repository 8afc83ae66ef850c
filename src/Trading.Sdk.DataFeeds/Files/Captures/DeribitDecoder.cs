using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Deribit raw books: rows [new|change|delete, price, amount], chained by prev_change_id; the direction of a trade is the taker's.</summary>
internal sealed class DeribitDecoder(CaptureOutput output) : CaptureDecoder(output)
{
    private readonly Dictionary<string, long> changes = new(StringComparer.Ordinal);

    public override void OnFrame(CaptureFrame frame)
    {
        if (frame.Kind != CaptureFrameKind.Received)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(frame.Data);
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("params", out JsonElement parameters) || !parameters.TryGetProperty("channel", out JsonElement channelElement))
        {
            Counters.Others++;
            return;
        }

        string channel = String(channelElement);
        JsonElement data = parameters.GetProperty("data");
        if (channel.StartsWith("book.", StringComparison.Ordinal))
        {
            Book(data, frame.ReceiveTime);
        }
        else if (channel.StartsWith("trades.", StringComparison.Ordinal))
        {
            foreach (JsonElement trade in data.EnumerateArray())
            {
                CaptureInstrument symbol = Output.Symbol(String(trade.GetProperty("instrument_name")));
                Output.Add(Trade(
                    symbol,
                    trade.GetProperty("direction").ValueEquals("buy"u8) ? Side.Bid : Side.Ask,
                    symbol.Price(Text(trade.GetProperty("price"))),
                    symbol.Quantity(Text(trade.GetProperty("amount"))),
                    Timestamp.FromMilliseconds(Integer(trade.GetProperty("timestamp"))),
                    frame.ReceiveTime,
                    Id(trade.GetProperty("trade_id"))));
                Output.End();
            }
        }
        else
        {
            Counters.Others++;
        }
    }

    private void Book(JsonElement data, long receiveTime)
    {
        Counters.Messages++;
        string name = String(data.GetProperty("instrument_name"));
        CaptureInstrument symbol = Output.Symbol(name);
        long time = Timestamp.FromMilliseconds(Integer(data.GetProperty("timestamp"))), change = Integer(data.GetProperty("change_id"));
        bool snapshot = data.GetProperty("type").ValueEquals("snapshot"u8);
        if (snapshot)
        {
            Counters.Snapshots++;
            Output.Clear(symbol, time, receiveTime, change);
        }
        else if (!changes.TryGetValue(name, out long last) || Integer(data.GetProperty("prev_change_id")) != last)
        {
            // The next snapshot repairs it; until then the book is not known.
            Counters.Gaps++;
            Output.Clear(symbol, time, receiveTime, change, MarketEventFlags.None);
            Output.End();
            changes.Remove(name);
            return;
        }

        changes[name] = change;
        Rows(symbol, Side.Bid, data.GetProperty("bids"), time, receiveTime, change, snapshot);
        Rows(symbol, Side.Ask, data.GetProperty("asks"), time, receiveTime, change, snapshot);
        Output.End();
    }

    private void Rows(CaptureInstrument symbol, Side side, JsonElement rows, long time, long receiveTime, long change, bool snapshot)
    {
        foreach (JsonElement row in rows.EnumerateArray())
        {
            bool delete = row[0].ValueEquals("delete"u8);
            if (!delete && !row[0].ValueEquals("new"u8) && !row[0].ValueEquals("change"u8))
            {
                throw new MarketDataFormatException($"action '{row[0]}'; expected new, change or delete");
            }

            long quantity = symbol.Quantity(Text(row[2]));
            Output.Level(symbol, side, symbol.Price(Text(row[1])), delete ? 0 : quantity, time, receiveTime, change, snapshot);
        }
    }
}
