using System.Text;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

public class RawFrameTests
{
    private static readonly Instrument Btc = new(1, "BTCUSDT", 0.01m, 0.00001m, "BINANCE") { QuantityOffGrid = OffGridPolicy.Round };

    /// <summary>A session recorded frame by frame runs through decoder and synchroniser to the very events of the session.</summary>
    [Fact]
    public async Task RawFrames_OfARealSession_ReplayToTheSameEvents()
    {
        using var folder = new TemporaryFolder();
        string file = SharedFolder.Require("data/binance/spot_btcusdt_20240809.gz"), first = SharedFolder.Require("data/binance/spot_btcusdt_20240808.gz");
        BinanceRecordingFeed feed = BinanceRecordingFeed.Open(new BinanceRecordingOptions { Venue = BinanceVenue.Spot, Tick = 0.01m, Lot = 0.00001m }, first, file);
        var session = new CollectingSink();
        await feed.RunAsync(session, TestContext.Current.CancellationToken);

        using (RawFrameRecorder recorder = RawFrameRecorder.Open(folder["raw"], new JournalOptions { Fsync = FsyncPolicy.None }))
        {
            ushort stream = recorder.Connect("stream"), rest = recorder.Connect("rest");
            foreach (string path in new[] { first, file })
            {
                using Utf8LineReader lines = Utf8LineReader.Open(path);
                while (lines.TryRead(out ReadOnlySpan<byte> line))
                {
                    int space = line.IndexOf((byte)' ');
                    long time = long.Parse(Encoding.ASCII.GetString(line[..space]), System.Globalization.CultureInfo.InvariantCulture);
                    bool isAnswer = line[(space + 1)..].StartsWith("{\"lastUpdateId\""u8);
                    recorder.Record(isAnswer ? rest : stream, isAnswer ? FrameDirection.Response : FrameDirection.Received, time, line[(space + 1)..]);
                }
            }
        }

        var replayed = new CollectingSink();
        var decoder = new BinanceDecoder(BinanceVenue.Spot, Btc);
        var synchronizer = new BinanceDepthSynchronizer(Btc, BinanceVenue.Spot);
        using RawFrameReader reader = RawFrameReader.Open(folder["raw"]);
        while (reader.TryRead(out RawFrame frame))
        {
            Assert.Equal(frame.Direction == FrameDirection.Response ? "rest" : "stream", reader.ConnectionName(frame.Connection));
            BinanceMessage message = decoder.Decode(frame.Payload, frame.ReceiveTime);
            switch (message.Kind)
            {
                case BinanceMessageKind.DepthUpdate:
                    synchronizer.OnDepthUpdate(message, replayed);
                    break;
                case BinanceMessageKind.DepthSnapshot:
                    synchronizer.OnSnapshot(message, replayed);
                    break;
                case BinanceMessageKind.Trade or BinanceMessageKind.AggregateTrade or BinanceMessageKind.BookTicker:
                    replayed.OnEvents(message.Events);
                    break;
            }
        }

        Assert.True(session.Events.Count > 400_000);
        Assert.Equal(session.Events.Count, replayed.Events.Count);
        for (int i = 0; i < session.Events.Count; i++)
        {
            Assert.Equal(session.Events[i], replayed.Events[i]);
        }

        Assert.Equal(feed.Synchronizer.Counters, synchronizer.Counters);
    }

    [Fact]
    public void RawFrames_OfAnotherForm_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var header = new byte[RecordingFormat.HeaderBytes];
        RecordingFormat.WriteHeader(header, RecordingFormat.FrameBlock, 0, -1, 0);
        byte[] direction = [.. header], version = [.. header];
        direction[2] = 5;
        version[1] = 9;
        int n = 0;
        foreach (byte[] payload in new[] { [], header[..31], direction, version, [9, 1, .. header[2..]] })
        {
            string directory = folder["j" + n++];
            using (JournalWriter journal = JournalWriter.Open(directory))
            {
                journal.Append(payload, 1);
            }

            using RawFrameReader reader = RawFrameReader.Open(directory);
            Assert.Throws<MarketDataFormatException>(() => reader.TryRead(out _));
        }
    }
}
