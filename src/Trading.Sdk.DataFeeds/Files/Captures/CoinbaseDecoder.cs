using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Coinbase Advanced Trade. Quantities are absolute, 0 removes; the asks are called offer. sequence_num counts all messages of
/// a connection: after a gap the books of the connection are cleared and wait for snapshots. The side of a trade is the maker's:
/// a SELL was bought from.
/// </summary>
internal sealed class CoinbaseDecoder(CaptureOutput output) : CaptureDecoder(output)
{
    private readonly Dictionary<string, long> sequences = new(StringComparer.Ordinal);

    /// <summary>Connection of each product whose book is known.</summary>
    private readonly Dictionary<string, string> live = new(StringComparer.Ordinal);

    public override void OnFrame(CaptureFrame frame)
    {
        if (frame.Kind != CaptureFrameKind.Received)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(frame.Data);
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("channel", out JsonElement channel) || !root.TryGetProperty("sequence_num", out JsonElement number))
        {
            Counters.Others++;
            return;
        }

        long sequence = Integer(number);
        if (sequences.TryGetValue(frame.Connection, out long last) && sequence != last + 1)
        {
            Counters.Gaps++;
            LoseBooks(frame, sequence);
        }

        sequences[frame.Connection] = sequence;
        Counters.Messages++;
        if (channel.ValueEquals("l2_data"u8))
        {
            long time = IsoTime.Parse(Text(root.GetProperty("timestamp")));
            foreach (JsonElement e in root.GetProperty("events").EnumerateArray())
            {
                Book(e, time, frame, sequence);
            }
        }
        else if (channel.ValueEquals("market_trades"u8))
        {
            foreach (JsonElement e in root.GetProperty("events").EnumerateArray())
            {
                // The first message repeats trades from before the connection.
                if (e.GetProperty("type").ValueEquals("update"u8))
                {
                    Trades(e, frame.ReceiveTime);
                }
            }
        }
        else
        {
            Counters.Others++;
        }
    }

    private void LoseBooks(CaptureFrame frame, long sequence)
    {
        foreach (string product in live.Where(l => l.Value == frame.Connection).Select(l => l.Key).ToArray())
        {
            live.Remove(product);
            Output.Clear(Output.Symbol(product), frame.ReceiveTime, frame.ReceiveTime, sequence, MarketEventFlags.ExchangeTimeUnknown);
            Output.End();
        }
    }

    private void Book(JsonElement e, long time, CaptureFrame frame, long sequence)
    {
        string product = String(e.GetProperty("product_id"));
        CaptureInstrument symbol = Output.Symbol(product);
        long receiveTime = frame.ReceiveTime;
        bool snapshot = e.GetProperty("type").ValueEquals("snapshot"u8);
        if (snapshot)
        {
            Counters.Snapshots++;
            live[product] = frame.Connection;
            Output.Clear(symbol, time, receiveTime, sequence);
        }
        else if (!live.ContainsKey(product) && !Output.IsMeasuring)
        {
            Counters.Dropped++;
            return;
        }

        foreach (JsonElement update in e.GetProperty("updates").EnumerateArray())
        {
            JsonElement side = update.GetProperty("side");
            // A snapshot comes on the same channel, as rows of the same form.
            Counters.LevelUpdates += snapshot ? 1 : 0;
            Output.Level(
                symbol,
                side.ValueEquals("bid"u8) ? Side.Bid : side.ValueEquals("offer"u8) ? Side.Ask : throw new MarketDataFormatException($"side '{side}'; expected bid or offer"),
                symbol.Price(Text(update.GetProperty("price_level"))),
                symbol.Quantity(Text(update.GetProperty("new_quantity"))),
                time,
                receiveTime,
                sequence,
                snapshot);
        }

        Output.End();
    }

    private void Trades(JsonElement e, long receiveTime)
    {
        foreach (JsonElement trade in e.GetProperty("trades").EnumerateArray())
        {
            CaptureInstrument symbol = Output.Symbol(String(trade.GetProperty("product_id")));
            Output.Add(Trade(
                symbol,
                trade.GetProperty("side").ValueEquals("SELL"u8) ? Side.Bid : Side.Ask,
                symbol.Price(Text(trade.GetProperty("price"))),
                symbol.Quantity(Text(trade.GetProperty("size"))),
                IsoTime.Parse(Text(trade.GetProperty("time"))),
                receiveTime,
                Id(trade.GetProperty("trade_id"))));
            Output.End();
        }
    }
}
