using System.Globalization;
using System.Text.Json;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Kraken v1 book-N: after each message every side is cut to N levels (no removals are sent for what falls out; they are given
/// out here), then the CRC-32 over the ten best asks and bids is compared. A wrong one clears the book until the next snapshot.
/// </summary>
/// <remarks>The checksum runs over the printed digits without point and leading zeros: with a fixed number of decimals these are the digits of the whole number of steps.</remarks>
internal sealed class KrakenDecoder(CaptureOutput output) : CaptureDecoder(output)
{
    private const int ChecksumLevels = 10;

    private readonly Dictionary<string, LimitOrderBook> books = new(StringComparer.Ordinal);
    private readonly List<MarketEvent> message = [];

    public override void OnFrame(CaptureFrame frame)
    {
        if (frame.Kind != CaptureFrameKind.Received)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(frame.Data);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() is not (4 or 5))
        {
            Counters.Others++;
            return;
        }

        int length = root.GetArrayLength();
        string channel = String(root[length - 2]), pair = String(root[length - 1]);
        if (channel.StartsWith("book-", StringComparison.Ordinal) && int.TryParse(channel.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int depth) && depth > 0)
        {
            Book(root, length, pair, depth, frame.ReceiveTime);
        }
        else if (channel == "trade")
        {
            Trades(root[1], pair, frame.ReceiveTime);
        }
        else
        {
            Counters.Others++;
        }
    }

    private void Trades(JsonElement rows, string pair, long receiveTime)
    {
        CaptureInstrument symbol = Output.Symbol(pair);
        foreach (JsonElement row in rows.EnumerateArray())
        {
            Output.Add(Trade(symbol, row[3].ValueEquals("b"u8) ? Side.Bid : Side.Ask, symbol.Price(Text(row[0])), symbol.Quantity(Text(row[1])), IsoTime.ParseSeconds(Text(row[2])), receiveTime, 0));
            Output.End();
        }
    }

    private void Book(JsonElement root, int length, string pair, int depth, long receiveTime)
    {
        CaptureInstrument symbol = Output.Symbol(pair);
        bool snapshot = root[1].TryGetProperty("as", out _) || root[1].TryGetProperty("bs", out _);
        message.Clear();
        if (snapshot)
        {
            Counters.Snapshots++;
            message.Add(MarketEvent.Clear(symbol.Id, receiveTime, MarketEventFlags.Snapshot) with { ReceiveTime = receiveTime });
        }
        else
        {
            Counters.Messages++;
        }

        long time = 0;
        uint? checksum = null;
        for (int part = 1; part < length - 2; part++)
        {
            foreach (JsonProperty side in root[part].EnumerateObject())
            {
                switch (side.Name)
                {
                    case "a" or "as":
                        Rows(symbol, Side.Ask, side.Value, snapshot, receiveTime, ref time);
                        break;
                    case "b" or "bs":
                        Rows(symbol, Side.Bid, side.Value, snapshot, receiveTime, ref time);
                        break;
                    case "c":
                        checksum = uint.Parse(Text(side.Value), NumberStyles.None, CultureInfo.InvariantCulture);
                        break;
                }
            }
        }

        if (!Output.IsMeasuring)
        {
            Apply(symbol, pair, depth, snapshot, time == 0 ? receiveTime : time, checksum);
        }
    }

    private void Rows(CaptureInstrument symbol, Side side, JsonElement rows, bool snapshot, long receiveTime, ref long latest)
    {
        foreach (JsonElement row in rows.EnumerateArray())
        {
            long time = IsoTime.ParseSeconds(Text(row[2]));
            latest = Math.Max(latest, time);
            message.Add(MarketEvent.Level(symbol.Id, side, symbol.Price(Text(row[0])), symbol.Quantity(Text(row[1])), time, flags: snapshot ? MarketEventFlags.Snapshot : MarketEventFlags.None) with { ReceiveTime = receiveTime });
        }
    }

    private void Apply(CaptureInstrument symbol, string pair, int depth, bool snapshot, long time, uint? checksum)
    {
        if (!books.TryGetValue(pair, out LimitOrderBook? book))
        {
            books.Add(pair, book = new LimitOrderBook(symbol.Instrument!, new LimitOrderBookOptions { Crossed = CrossedPolicy.Ignore }));
        }

        if (!snapshot && book.State != BookState.Live)
        {
            Counters.Dropped++;
            return;
        }

        if (message.Count == 0)
        {
            return;
        }

        book.Apply(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(message));
        int given = message.Count;
        Cut(book, Side.Bid, depth, time);
        Cut(book, Side.Ask, depth, time);
        message[^1] = message[^1] with { Flags = message[^1].Flags | MarketEventFlags.EndOfMessage };
        book.Apply(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(message)[given..]);
        if (message.Count == given)
        {
            // Nothing fell out: the message ends with its own last event, which is applied once more.
            book.Apply(message[^1]);
        }

        foreach (MarketEvent e in message)
        {
            Counters.LevelUpdates += e.Kind == MarketEventKind.Level && !snapshot ? 1 : 0;
            Output.Add(in e);
        }

        Output.End();
        if (checksum is { } expected && Checksum(book) != expected)
        {
            Counters.ChecksumsWrong++;
            book.Reset();
            Output.Clear(symbol, time, time, flags: MarketEventFlags.None);
            Output.End();
        }
        else if (checksum is not null)
        {
            Counters.ChecksumsRight++;
        }
    }

    private void Cut(LimitOrderBook book, Side side, int depth, long time)
    {
        if (book.LevelCount(side) <= depth)
        {
            return;
        }

        var top = new DepthLevel[depth];
        book.CopyTop(side, top);
        long price = top[^1].Price;
        while (book.TryGetNext(side, price, out DepthLevel level))
        {
            message.Add(message[^1] with { Kind = MarketEventKind.Level, Side = side, Price = level.Price, Quantity = 0, ExchangeTime = time, Flags = MarketEventFlags.None });
            price = level.Price;
        }
    }

    private static uint Checksum(LimitOrderBook book)
    {
        Span<DepthLevel> top = stackalloc DepthLevel[ChecksumLevels];
        Span<byte> text = stackalloc byte[4 * 20 * ChecksumLevels];
        int length = 0;
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Ask, Side.Bid])
        {
            foreach (DepthLevel level in top[..book.CopyTop(side, top)])
            {
                level.Price.TryFormat(text[length..], out int written, default, CultureInfo.InvariantCulture);
                length += written;
                level.Quantity.TryFormat(text[length..], out written, default, CultureInfo.InvariantCulture);
                length += written;
            }
        }

        return Crc32.Compute(text[..length]);
    }
}
