using System.Text.Json.Nodes;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Books;

/// <summary><c>book replay</c> of every format that is a feed: one book per instrument, of level 2 or 3 as its events are.</summary>
internal static class FeedReplay
{
    public static Func<BookReplayRequest, CancellationToken, Task<JsonObject>> Of(string format) => (request, cancellation) => RunAsync(format, request, cancellation);

    private static async Task<JsonObject> RunAsync(string format, BookReplayRequest request, CancellationToken cancellation)
    {
        IMarketDataFeed feed = BookFeeds.Open(format, request);
        try
        {
            Instrument? chosen = feed.Instruments.Count == 1 ? feed.Instruments.Single() : null;
            if (request.Symbol is { } symbol && format is not ("l2bin" or "l3bin" or "lobster"))
            {
                chosen = feed.Instruments.FirstOrDefault(i => i.Symbol == symbol)
                    ?? throw new UsageException($"There is no symbol '{symbol}'; the file has {string.Join(", ", feed.Instruments.Select(i => i.Symbol))}.");
            }

            if (request.BboFile is not null && chosen is null)
            {
                throw new UsageException($"--bbo needs --symbol, one of {string.Join(", ", feed.Instruments.Select(i => i.Symbol))}.");
            }

            using var books = new InstrumentBooks(feed.Instruments, chosen, request.BboFile);
            long start = TimeProvider.System.GetTimestamp();
            await feed.RunAsync(books, cancellation);
            return Describe(feed, books, chosen, TimeProvider.System.GetElapsedTime(start), request.Depth);
        }
        finally
        {
            (feed as IDisposable)?.Dispose();
        }
    }

    private static JsonObject Describe(IMarketDataFeed feed, InstrumentBooks books, Instrument? chosen, TimeSpan elapsed, int depth)
    {
        ImportCounters? counters = BookFeeds.Counters(feed);
        (long messages, long updates) = feed switch
        {
            GeneratedStreamFeed g => (g.Messages, g.Updates),
            _ when counters is not null => (counters.Messages, counters.LevelUpdates + counters.OrderEvents),
            _ => (books.Messages, books.Updates),
        };
        JsonObject one = chosen is null ? [] : books.Describe(chosen, depth);
        var result = new JsonObject
        {
            ["messages"] = messages,
            ["levelUpdates"] = updates,
            ["gaps"] = counters?.Gaps ?? books.Gaps,
            ["resyncs"] = 0,
            ["crossed"] = chosen is null ? books.Crossed : books.CrossedOf(chosen),
            ["unknownDeletes"] = chosen is null ? books.UnknownDeletes : books.UnknownDeletesOf(chosen),
            ["bestBid"] = one["bestBid"]?.DeepClone(),
            ["bestAsk"] = one["bestAsk"]?.DeepClone(),
            ["bidLevels"] = one["bidLevels"]?.DeepClone(),
            ["askLevels"] = one["askLevels"]?.DeepClone(),
            ["bookHash"] = one["bookHash"]?.DeepClone(),
            ["seconds"] = elapsed.TotalSeconds,
            ["updatesPerSecond"] = elapsed > TimeSpan.Zero ? Math.Round(books.Applied / elapsed.TotalSeconds) : 0,
        };
        foreach (string optional in new[] { "orders", "bids", "asks" })
        {
            if (one[optional] is { } value)
            {
                result[optional] = value.DeepClone();
            }
        }

        if (counters is not null)
        {
            result["trades"] = counters.Trades;
            result["snapshots"] = counters.Snapshots;
            result["dropped"] = counters.Dropped;
            result["unknownIds"] = counters.UnknownIds;
            result["checksumsRight"] = counters.ChecksumsRight;
            result["checksumsWrong"] = counters.ChecksumsWrong;
        }

        if (chosen is null)
        {
            result["books"] = new JsonArray([.. feed.Instruments.OrderBy(i => i.Id).Select(i => (JsonNode)books.Describe(i, depth))]);
        }

        return result;
    }
}
