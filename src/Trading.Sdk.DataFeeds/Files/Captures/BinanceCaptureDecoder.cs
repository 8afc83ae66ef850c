using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Captured Binance sessions of several symbols: combined-stream messages, and REST depth answers whose address names the symbol.
/// Each symbol has the decoder and the synchroniser of the live feed; only the increments, which the capture need not state, are
/// found here.
/// </summary>
internal sealed class BinanceCaptureDecoder(CaptureOutput output, BinanceVenue venue) : CaptureDecoder(output)
{
    private readonly Dictionary<string, Book> books = new(StringComparer.Ordinal);

    public override void OnFrame(CaptureFrame frame)
    {
        bool isSnapshot = frame.Kind == CaptureFrameKind.Response;
        string? symbol = isSnapshot ? SnapshotSymbol(frame.Url) : BinanceDecoder.FindSymbol(frame.Data);
        if (symbol is null)
        {
            Counters.Others++;
        }
        else if (Output.IsMeasuring)
        {
            Measure(Output.Symbol(symbol), frame.Data);
        }
        else
        {
            Take(Of(symbol), frame, isSnapshot);
        }
    }

    private static string? SnapshotSymbol(string url)
    {
        int at = url.IndexOf("/depth?", StringComparison.Ordinal), name = url.IndexOf("symbol=", StringComparison.Ordinal);
        return at >= 0 && name > at ? url[(name + "symbol=".Length)..].Split('&')[0] : null;
    }

    /// <summary>Notes the steps of whatever has a price or a quantity.</summary>
    private static void Measure(CaptureInstrument symbol, byte[] data)
    {
        using JsonDocument document = JsonDocument.Parse(data);
        JsonElement root = document.RootElement;
        root = root.TryGetProperty("data", out JsonElement inner) ? inner : root;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array && property.Name is "b" or "a" or "bids" or "asks")
            {
                foreach (JsonElement row in property.Value.EnumerateArray())
                {
                    symbol.Price(Text(row[0]));
                    symbol.Quantity(Text(row[1]));
                }
            }
            else if (property.Value.ValueKind == JsonValueKind.String && property.Name is "p" or "b" or "a")
            {
                symbol.Price(Text(property.Value));
            }
            else if (property.Value.ValueKind == JsonValueKind.String && property.Name is "q" or "B" or "A")
            {
                symbol.Quantity(Text(property.Value));
            }
        }
    }

    private Book Of(string symbol)
    {
        if (!books.TryGetValue(symbol, out Book? book))
        {
            Instrument instrument = Output.Symbol(symbol).Instrument!;
            books.Add(symbol, book = new Book(new BinanceDecoder(venue, instrument), new BinanceDepthSynchronizer(instrument, venue)));
        }

        return book;
    }

    private void Take(Book book, CaptureFrame frame, bool isSnapshot)
    {
        BinanceMessage message = book.Decoder.Decode(frame.Data, frame.ReceiveTime);
        long gaps = book.Synchronizer.Counters.Gaps, dropped = book.Synchronizer.Counters.DroppedMessages, levels = book.Synchronizer.Counters.LevelUpdates;
        switch (message.Kind)
        {
            case BinanceMessageKind.DepthUpdate when !isSnapshot:
                Counters.Messages++;
                book.Synchronizer.OnDepthUpdate(message, Output.Sink!);
                break;
            case BinanceMessageKind.DepthSnapshot:
                Counters.Snapshots++;
                book.Synchronizer.OnSnapshot(message, Output.Sink!);
                break;
            case BinanceMessageKind.Trade or BinanceMessageKind.AggregateTrade:
                Counters.Trades++;
                Output.Sink!.OnEvents(message.Events);
                break;
            case BinanceMessageKind.BookTicker:
                Output.Sink!.OnEvents(message.Events);
                break;
            default:
                Counters.Others++;
                break;
        }

        Counters.Gaps += book.Synchronizer.Counters.Gaps - gaps;
        Counters.Dropped += book.Synchronizer.Counters.DroppedMessages - dropped;
        Counters.LevelUpdates += book.Synchronizer.Counters.LevelUpdates - levels;
    }

    private sealed record Book(BinanceDecoder Decoder, BinanceDepthSynchronizer Synchronizer);
}
