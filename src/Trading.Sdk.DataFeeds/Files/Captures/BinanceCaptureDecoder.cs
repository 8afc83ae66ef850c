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
        bool isAnswer = frame.Kind == CaptureFrameKind.Response;
        string? symbol = isAnswer ? AnswerSymbol(frame.Url) : BinanceDecoder.FindSymbol(frame.Data);
        if (symbol is null)
        {
            Counters.Others++;
        }
        else if (Output.IsMeasuring)
        {
            BinanceSteps.Measure(Output.Symbol(symbol), frame.Data);
        }
        else
        {
            Take(Of(symbol), frame, isAnswer);
        }
    }

    /// <summary>The symbol of a question for depth or open interest.</summary>
    private static string? AnswerSymbol(string url)
    {
        int at = Math.Max(url.IndexOf("/depth?", StringComparison.Ordinal), url.IndexOf("/openInterest?", StringComparison.Ordinal));
        int name = url.IndexOf("symbol=", StringComparison.Ordinal);
        return at >= 0 && name > at ? url[(name + "symbol=".Length)..].Split('&')[0] : null;
    }

    private Book Of(string symbol)
    {
        if (!books.TryGetValue(symbol, out Book? book))
        {
            Instrument instrument = Output.Symbol(symbol).Instrument!;
            books.Add(symbol, book = new Book(new BinanceDecoder(venue, instrument), new BinanceRecordedInstrument(instrument, venue)));
        }

        return book;
    }

    private void Take(Book book, CaptureFrame frame, bool isAnswer)
    {
        BinanceMessage message = book.Decoder.Decode(frame.Data, frame.ReceiveTime);
        BinanceDepthSynchronizer synchronizer = book.Recorded.Synchronizer;
        long gaps = synchronizer.Counters.Gaps, dropped = synchronizer.Counters.DroppedMessages, levels = synchronizer.Counters.LevelUpdates;
        // A change of the book is no answer to a question.
        bool isTaken = !(isAnswer && message.Kind == BinanceMessageKind.DepthUpdate) && message.Instrument is not null && book.Recorded.Take(message, Output.Sink!);
        switch (message.Kind)
        {
            case BinanceMessageKind.DepthUpdate or BinanceMessageKind.PartialDepth when isTaken:
                Counters.Messages++;
                break;
            case BinanceMessageKind.DepthSnapshot when isTaken:
                Counters.Snapshots++;
                break;
            case BinanceMessageKind.Trade or BinanceMessageKind.AggregateTrade when isTaken:
                Counters.Trades++;
                break;
            default:
                Counters.Others += isTaken ? 0 : 1;
                break;
        }

        Counters.Gaps += synchronizer.Counters.Gaps - gaps;
        Counters.Dropped += synchronizer.Counters.DroppedMessages - dropped;
        Counters.LevelUpdates += synchronizer.Counters.LevelUpdates - levels;
    }

    private sealed record Book(BinanceDecoder Decoder, BinanceRecordedInstrument Recorded);
}
