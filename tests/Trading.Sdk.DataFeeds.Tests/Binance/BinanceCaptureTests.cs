using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

/// <summary>Captured sessions of several symbols, through exchangeInfo, decoder, synchronisers and books, to the figures of their description.</summary>
public class BinanceCaptureTests
{
    [Theory]
    [InlineData("BINANCE.jsonl.gz", BinanceVenue.Spot, 177, 141)]
    [InlineData("BINANCE_FUTURES.jsonl.gz", BinanceVenue.UsdMFutures, 764, 720)]
    public void Capture_ReplaysWithoutAGap_AndTheTopEqualsTheVenuesOwnTicker(string file, BinanceVenue venue, int depthMessages, int comparisons)
    {
        var entries = new List<(decimal Time, bool IsHttp, string Url, byte[] Data)>();
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(SharedFolder.Require("data/venues/" + file)), CompressionMode.Decompress)))
        {
            while (reader.ReadLine() is { } line)
            {
                using JsonDocument document = JsonDocument.Parse(line);
                string type = document.RootElement.GetProperty("t").GetString()!;
                if (type is "http" or "recv")
                {
                    string url = document.RootElement.TryGetProperty("url", out JsonElement stated) ? stated.GetString()! : string.Empty;
                    entries.Add((document.RootElement.GetProperty("ts").GetDecimal(), type == "http", url, Encoding.UTF8.GetBytes(document.RootElement.GetProperty("data").GetString()!)));
                }
            }
        }

        entries = [.. entries.OrderBy(e => e.Time)];
        string[] symbols = [.. entries.Where(e => e.Url.Contains("/depth?", StringComparison.Ordinal)).Select(e => SymbolOf(e.Url))];
        byte[] info = entries.First(e => e.Url.Contains("exchangeInfo", StringComparison.Ordinal)).Data;
        Instrument[] instruments = [.. BinanceSymbol.ReadAll(info, venue).Where(s => symbols.Contains(s.Symbol)).Select((s, i) => s.ToInstrument(i + 1))];
        Assert.Equal(symbols.Length, instruments.Length);
        var decoder = new BinanceDecoder(venue, instruments);
        var books = instruments.ToDictionary(i => i.Id, i => new Tracked(i, venue));
        int depth = 0;
        foreach ((decimal time, bool isHttp, string url, byte[] data) in entries)
        {
            if (isHttp && !url.Contains("/depth?", StringComparison.Ordinal))
            {
                continue;
            }

            Instrument? snapshotOf = isHttp ? instruments.Single(i => i.Symbol == SymbolOf(url)) : null;
            BinanceMessage message = decoder.Decode(data, (long)(time * 1_000_000_000), snapshotOf);
            if (message.Instrument is not { } instrument)
            {
                continue;
            }

            Tracked book = books[instrument.Id];
            switch (message.Kind)
            {
                case BinanceMessageKind.DepthUpdate:
                    depth++;
                    book.Synchronizer.OnDepthUpdate(message, book);
                    break;
                case BinanceMessageKind.DepthSnapshot:
                    book.Synchronizer.OnSnapshot(message, book);
                    break;
                case BinanceMessageKind.BookTicker:
                    book.Tickers.Add((message.FinalUpdateId, message.Events[0].Price, message.Events[0].Quantity, message.Events[1].Price, message.Events[1].Quantity));
                    break;
            }
        }

        Assert.Equal(depthMessages, depth);
        Assert.All(books.Values, b => Assert.Equal((0, 0, FeedState.Live), (b.Synchronizer.Counters.Gaps, b.Book.Counters.Crossed, b.Synchronizer.State)));
        (int Equal, int All) sum = (0, 0);
        foreach (Tracked book in books.Values)
        {
            foreach ((long id, long bid, long bidQuantity, long ask, long askQuantity) in book.Tops)
            {
                int next = book.Tickers.FindIndex(t => t.Id > id);
                if (next > 0)
                {
                    sum.All++;
                    sum.Equal += book.Tickers[next - 1] is var t && (t.Bid, t.BidQuantity, t.Ask, t.AskQuantity) == (bid, bidQuantity, ask, askQuantity) ? 1 : 0;
                }
            }
        }

        Assert.Equal((comparisons, comparisons), sum);
    }

    private static string SymbolOf(string url) => url.Split("symbol=")[1].Split('&')[0].ToUpper(CultureInfo.InvariantCulture);

    private sealed class Tracked(Instrument instrument, BinanceVenue venue) : IMarketEventSink
    {
        public BinanceDepthSynchronizer Synchronizer { get; } = new(instrument, venue);

        public LimitOrderBook Book { get; } = new(instrument, new LimitOrderBookOptions { SnapshotDepth = 1000 });

        public List<(long Id, long Bid, long BidQuantity, long Ask, long AskQuantity)> Tickers { get; } = [];

        public List<(long Id, long Bid, long BidQuantity, long Ask, long AskQuantity)> Tops { get; } = [];

        public void OnEvents(ReadOnlySpan<MarketEvent> events)
        {
            Book.Apply(events);
            if (!events[^1].IsSnapshot && Book.TryGetBest(Side.Bid, out DepthLevel bid) && Book.TryGetBest(Side.Ask, out DepthLevel ask))
            {
                Tops.Add((events[^1].Sequence, bid.Price, bid.Quantity, ask.Price, ask.Quantity));
            }
        }
    }
}
