using System.Globalization;
using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>A message that is lost on the way is noticed at the very next one, and no book goes on as if nothing had happened.</summary>
public class DroppedMessageTests
{
    /// <summary>The stream of the level-2 generator with every K-th message left out: spot numbering, ids without holes.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Binance_EveryKthMessageDropped_EachIsNoticedByTheNext(int k)
    {
        using var folder = new TemporaryFolder();
        const int Messages = 1_500;
        (string[] lines, _) = Generate(Messages, k);
        BinanceRecordingFeed feed = Open(folder.Write("d.jsonl", string.Join('\n', lines.Where(l => l.Length > 0))));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        // A last dropped message has no next one.
        int dropped = (Messages - 1) / k;
        Assert.Equal((dropped, 1), (feed.Synchronizer.Counters.Gaps, feed.Synchronizer.Counters.Resyncs));
        Assert.NotEqual(FeedState.Live, feed.Synchronizer.State);
        Assert.Equal(0, books.Levels["BTCUSDT"].LevelCount(Side.Bid) + books.Levels["BTCUSDT"].LevelCount(Side.Ask));
    }

    [Fact]
    public async Task Binance_OneMessageDroppedAnywhere_ClearsTheBookAtTheNextAndASnapshotRestoresIt()
    {
        using var folder = new TemporaryFolder();
        const int Messages = 60;
        (string[] lines, string[] snapshots) = Generate(Messages, 0);
        ReplayedBooks whole = await ReplayedBooks.Run(Open(folder.Write("w.jsonl", string.Join('\n', lines))));
        for (int lost = 1; lost < Messages; lost++)
        {
            string[] cut = [.. lines[..lost], .. lines[(lost + 1)..(lost + 2)]];
            BinanceRecordingFeed feed = Open(folder.Write("c.jsonl", string.Join('\n', cut)));
            ReplayedBooks books = await ReplayedBooks.Run(feed);
            // The very first message lost behind a snapshot cannot be told from a snapshot that came too early: it is noticed as that.
            BinanceSyncCounters counters = feed.Synchronizer.Counters;
            Assert.Equal(lost == 1 ? (0, 1, 1) : (1, 0, 1), (counters.Gaps, counters.SnapshotsTooOld, counters.Resyncs));
            Assert.Equal(MarketEventKind.Clear, books.Events[^1].Kind);

            // The snapshot of the moment after the loss, then the rest: the same book as without the loss.
            string[] repaired = [.. cut, snapshots[lost + 1], .. lines[(lost + 2)..]];
            BinanceRecordingFeed again = Open(folder.Write("r.jsonl", string.Join('\n', repaired)));
            ReplayedBooks restored = await ReplayedBooks.Run(again);
            Assert.Equal(FeedState.Live, again.Synchronizer.State);
            Assert.Equal(whole.Levels["BTCUSDT"].ComputeHash(), restored.Levels["BTCUSDT"].ComputeHash());
        }
    }

    [Fact]
    public async Task Coinbase_AMessageDropped_ClearsTheBooksOfItsConnectionUntilTheirSnapshots()
    {
        using var folder = new TemporaryFolder();
        string[] lines = Encoding.UTF8.GetString(SmallFiles.All["coinbase"].Content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int[] numbered = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].Contains("sequence_num", StringComparison.Ordinal))];
        foreach (int lost in numbered[1..^1])
        {
            VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.Coinbase, folder.Write("c.jsonl", string.Join('\n', lines.Where((_, i) => i != lost))));
            ReplayedBooks books = await ReplayedBooks.Run(feed);
            Assert.Equal(1, feed.Counters.Gaps);
            Assert.Equal(0, books.Levels["BTC-USD"].LevelCount(Side.Bid));
            Assert.Single(books.Events, e => e.Kind == MarketEventKind.Clear && !e.IsSnapshot);
        }
    }

    [Fact]
    public async Task IndependentReserve_AMessageDropped_ClearsTheBooksOfItsCurrency()
    {
        using var folder = new TemporaryFolder();
        string text = Encoding.UTF8.GetString(SmallFiles.All["independent-reserve"].Content).Replace("\\\"Nonce\\\":3", "\\\"Nonce\\\":4", StringComparison.Ordinal);
        VenueCaptureFeed feed = VenueCaptureFeed.Open(CaptureVenue.IndependentReserve, folder.Write("i.jsonl", text));
        ReplayedBooks books = await ReplayedBooks.Run(feed);
        Assert.Equal((1, 0), (feed.Counters.Gaps, books.Orders["ETH-AUD"].OrderCount));
    }

    private static BinanceRecordingFeed Open(string file) => BinanceRecordingFeed.Open(new BinanceRecordingOptions { Venue = BinanceVenue.Spot, Tick = 0.01m, Lot = 0.00001m }, file);

    /// <returns>The snapshot and the messages a line each, empty where dropped; and the snapshot as it stands after each line.</returns>
    private static (string[] Lines, string[] Snapshots) Generate(int messages, int dropEvery)
    {
        var random = new Random(42);
        SortedDictionary<int, int> bids = [], asks = [];
        for (int d = 0; d < 40; d++)
        {
            bids[6_723_449 - d] = random.Next(1, 2_000);
            asks[6_723_450 + d] = random.Next(1, 2_000);
        }

        long id = 1_000_000;
        var lines = new List<string> { Snapshot() };
        var snapshots = new List<string> { lines[0] };
        for (int m = 1; m <= messages; m++)
        {
            var changed = new SortedDictionary<int, int>();
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                changed[6_723_450 + random.Next(-40, 40)] = random.Next(4) == 0 ? 0 : random.Next(1, 2_000);
            }

            foreach ((int price, int quantity) in changed)
            {
                SortedDictionary<int, int> side = price < 6_723_450 ? bids : asks;
                side.Remove(price);
                if (quantity > 0)
                {
                    side[price] = quantity;
                }
            }

            long first = id + 1;
            id += changed.Count;
            string message = FormattableString.Invariant($"{{\"e\":\"depthUpdate\",\"E\":{1_767_225_600_000 + (m * 100)},\"s\":\"BTCUSDT\",\"U\":{first},\"u\":{id},\"b\":[{Rows(changed.Where(c => c.Key < 6_723_450))}],\"a\":[{Rows(changed.Where(c => c.Key >= 6_723_450))}]}}");
            lines.Add(dropEvery > 0 && m % dropEvery == 0 ? string.Empty : message);
            snapshots.Add(Snapshot());
        }

        return ([.. lines], [.. snapshots]);

        string Snapshot() => FormattableString.Invariant($"{{\"lastUpdateId\":{id},\"bids\":[{Rows(bids.Reverse())}],\"asks\":[{Rows(asks)}]}}");

        static string Rows(IEnumerable<KeyValuePair<int, int>> levels) =>
            string.Join(',', levels.Select(l => string.Create(CultureInfo.InvariantCulture, $"[\"{l.Key * 0.01m}\",\"{l.Value * 0.00001m}\"]")));
    }
}
