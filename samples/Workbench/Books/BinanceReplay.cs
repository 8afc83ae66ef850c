using System.Text.Json.Nodes;
using Trading.Sdk.DataFeeds;

namespace Trading.Sdk.Workbench.Books;

/// <summary><c>--format binance</c>: raw recordings through decoder and synchroniser.</summary>
internal static class BinanceReplay
{
    public static async Task<JsonObject> RunAsync(BookReplayRequest request, CancellationToken cancellation)
    {
        request.RequiredVenue("spot", "usdm", "coinm");
        if (File.Exists(request.Files[0]) && BookFeeds.IsCapture(request.Files[0]))
        {
            return await FeedReplay.Of("binance")(request, cancellation);
        }

        BinanceRecordingOptions options = Options(request);
        BinanceRecordingFeed feed = BinanceRecordingFeed.Open(options, [.. request.Files]);
        using var sink = new BookReplaySink(feed.Instrument, request.BboFile, new() { SnapshotDepth = 1000 });
        long start = TimeProvider.System.GetTimestamp();
        await feed.RunAsync(sink, cancellation);
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);

        BinanceSyncCounters counters = feed.Synchronizer.Counters;
        if (counters.SnapshotsApplied == 0)
        {
            throw new InvalidDataException($"{request.Files[0]}: no snapshot fits the depth messages ({counters.SnapshotsTooOld} too old): there is no book to show.");
        }

        JsonObject result = sink.Describe(counters.AppliedMessages + counters.DroppedMessages, counters.LevelUpdates, counters.Gaps, counters.Resyncs, elapsed, request.Depth);
        result["state"] = feed.Synchronizer.State.ToString();
        result["roundedQuantities"] = feed.RoundedQuantities;
        return result;
    }

    /// <summary>A captured session of several symbols, which brings its own increments.</summary>
    public static VenueCaptureFeed OpenCapture(BookReplayRequest request) => VenueCaptureFeed.Open(
        request.RequiredVenue("spot", "usdm") == "spot" ? CaptureVenue.Binance : CaptureVenue.BinanceFutures,
        request.Files.Count == 1 ? request.Files[0] : throw new UsageException("A captured session is one file."));

    public static BinanceRecordingOptions Options(BookReplayRequest request) => new()
    {
        Venue = request.RequiredVenue("spot", "usdm", "coinm") switch
        {
            "spot" => BinanceVenue.Spot,
            "usdm" => BinanceVenue.UsdMFutures,
            _ => BinanceVenue.CoinMFutures,
        },
        Tick = request.Required(request.Tick, "tick"),
        Lot = request.Required(request.Lot, "lot"),
        Symbol = request.Symbol,
    };
}
