using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Bitstamp diff_order_book: absolute quantities, 0 removes. Differences up to the microtimestamp of the REST snapshot are in it
/// already; those that arrive before it wait for it.
/// </summary>
internal sealed class BitstampDecoder(CaptureOutput output) : CaptureDecoder(output)
{
    private const string DiffChannel = "diff_order_book_", TradeChannel = "live_trades_";

    private readonly Dictionary<string, Pair> pairs = new(StringComparer.Ordinal);

    public override void OnFrame(CaptureFrame frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame.Data);
        JsonElement root = document.RootElement;
        if (frame.Kind == CaptureFrameKind.Response)
        {
            int at = frame.Url.IndexOf("/order_book/", StringComparison.Ordinal);
            if (at >= 0)
            {
                Snapshot(frame.Url[(at + "/order_book/".Length)..].Split('/', '?')[0], root, frame.ReceiveTime);
            }

            return;
        }

        string channel = root.TryGetProperty("channel", out JsonElement name) ? String(name) : string.Empty;
        bool data = root.TryGetProperty("event", out JsonElement kind) && (kind.ValueEquals("data"u8) || kind.ValueEquals("trade"u8));
        if (data && channel.StartsWith(DiffChannel, StringComparison.Ordinal))
        {
            Counters.Messages++;
            string symbol = channel[DiffChannel.Length..];
            Pair pair = Of(symbol);
            if (pair.Time == 0)
            {
                pair.Waiting.Add((root.GetProperty("data").Clone(), frame.ReceiveTime));
            }
            else
            {
                Difference(symbol, pair, root.GetProperty("data"), frame.ReceiveTime);
            }
        }
        else if (data && channel.StartsWith(TradeChannel, StringComparison.Ordinal))
        {
            JsonElement trade = root.GetProperty("data");
            CaptureInstrument symbol = Output.Symbol(channel[TradeChannel.Length..]);
            Output.Add(Trade(
                symbol,
                Integer(trade.GetProperty("type")) == 0 ? Side.Bid : Side.Ask,
                symbol.Price(Text(trade.GetProperty("price_str"))),
                symbol.Quantity(Text(trade.GetProperty("amount_str"))),
                Timestamp.FromMicroseconds(Integer(trade.GetProperty("microtimestamp"))),
                frame.ReceiveTime,
                Id(trade.GetProperty("id"))));
            Output.End();
        }
        else
        {
            Counters.Others++;
        }
    }

    private Pair Of(string symbol)
    {
        if (!pairs.TryGetValue(symbol, out Pair? pair))
        {
            pairs.Add(symbol, pair = new Pair());
        }

        return pair;
    }

    private void Snapshot(string symbol, JsonElement book, long receiveTime)
    {
        Counters.Snapshots++;
        Pair pair = Of(symbol);
        pair.Time = Integer(book.GetProperty("microtimestamp"));
        CaptureInstrument instrument = Output.Symbol(symbol);
        long time = Timestamp.FromMicroseconds(pair.Time);
        Output.Clear(instrument, time, receiveTime, pair.Time);
        Rows(instrument, book, pair.Time, receiveTime, snapshot: true);
        Output.End();
        foreach ((JsonElement difference, long received) in pair.Waiting)
        {
            Difference(symbol, pair, difference, received);
        }

        pair.Waiting.Clear();
    }

    private void Difference(string symbol, Pair pair, JsonElement data, long receiveTime)
    {
        long stamp = Integer(data.GetProperty("microtimestamp"));
        if (stamp <= pair.Time)
        {
            Counters.Dropped++;
            return;
        }

        pair.Time = stamp;
        Rows(Output.Symbol(symbol), data, stamp, receiveTime, snapshot: false);
        Output.End();
    }

    private void Rows(CaptureInstrument symbol, JsonElement book, long stamp, long receiveTime, bool snapshot)
    {
        long time = Timestamp.FromMicroseconds(stamp);
        foreach (JsonElement row in book.GetProperty("bids").EnumerateArray())
        {
            Output.Level(symbol, Side.Bid, symbol.Price(Text(row[0])), symbol.Quantity(Text(row[1])), time, receiveTime, stamp, snapshot);
        }

        foreach (JsonElement row in book.GetProperty("asks").EnumerateArray())
        {
            Output.Level(symbol, Side.Ask, symbol.Price(Text(row[0])), symbol.Quantity(Text(row[1])), time, receiveTime, stamp, snapshot);
        }
    }

    private sealed class Pair
    {
        /// <summary>Microtimestamp of the book; 0 before the snapshot.</summary>
        public long Time { get; set; }

        public List<(JsonElement Data, long ReceiveTime)> Waiting { get; } = [];
    }
}
