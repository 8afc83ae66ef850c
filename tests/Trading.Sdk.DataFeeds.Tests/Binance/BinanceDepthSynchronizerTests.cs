using System.Text;
using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceDepthSynchronizerTests
{
    private static readonly Instrument Instrument = new(1, "X", 1m, 1m);
    private readonly CollectingSink sink = new();

    [Fact]
    public void Spot_SnapshotBetweenBufferedMessages_DropsWhatItContainsAndGoesOn()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 10, 12);
        Update(sync, 13, 15);
        Update(sync, 16, 18);
        Assert.Equal(FeedState.Buffering, sync.State);
        Assert.True(sync.NeedsSnapshot);
        Assert.Empty(sink.Ids);

        Assert.True(Snapshot(sync, 14));
        Assert.Equal(FeedState.Live, sync.State);
        Assert.Equal([14, 15, 18], sink.Ids);
        Assert.Equal(18, sync.LastUpdateId);
        Update(sync, 19, 20);
        Assert.Equal([14, 15, 18, 20], sink.Ids);
        Assert.Equal((1, 0, 3), (sync.Counters.DroppedMessages, sync.Counters.Gaps, sync.Counters.AppliedMessages));
    }

    [Fact]
    public void Spot_SnapshotOlderThanTheFirstBufferedMessage_IsRefusedAndTheBufferKept()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 10, 12);
        Assert.False(Snapshot(sync, 9));
        Assert.Equal((FeedState.Buffering, FeedStateReason.SnapshotTooOld), (sync.State, sync.Reason));
        Assert.Empty(sink.Ids);
        Assert.True(Snapshot(sync, 11));
        Assert.Equal([11, 12], sink.Ids);
        Assert.Equal(1, sync.Counters.SnapshotsTooOld);
    }

    [Fact]
    public void Spot_GapWhenLive_ClearsDownstreamAndStartsOver()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 10, 12);
        Snapshot(sync, 12);
        Update(sync, 14, 15);
        Assert.Equal((FeedState.Resyncing, FeedStateReason.SequenceGap), (sync.State, sync.Reason));
        Assert.Equal(MarketEventKind.Clear, sink.Events[^1].Kind);
        Assert.True(sync.NeedsSnapshot);
        Assert.True(Snapshot(sync, 14));
        Assert.Equal(15, sync.LastUpdateId);
        Assert.Equal((1, 1, 2), (sync.Counters.Gaps, sync.Counters.Resyncs, sync.Counters.SnapshotsApplied));
    }

    [Fact]
    public void Spot_StaleOrDuplicateMessage_ChangesNothing()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 10, 12);
        Snapshot(sync, 12);
        Update(sync, 13, 15);
        int events = sink.Events.Count;
        Update(sync, 13, 15);
        Update(sync, 10, 12);
        Assert.Equal(events, sink.Events.Count);
        Assert.Equal(FeedState.Live, sync.State);
    }

    [Fact]
    public void Spot_GapInsideTheBuffer_IsNoticed()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 10, 12);
        Update(sync, 14, 15);
        Assert.False(Snapshot(sync, 11));
        Assert.Equal(FeedState.Resyncing, sync.State);
        Assert.Equal(MarketEventKind.Clear, sink.Events[^1].Kind);
        Assert.Equal(1, sync.Counters.Gaps);
    }

    [Theory]
    [InlineData(BinanceVenue.UsdMFutures)]
    [InlineData(BinanceVenue.CoinMFutures)]
    public void Futures_ChainByPreviousId_AllowsHolesBetweenIds(BinanceVenue venue)
    {
        BinanceDepthSynchronizer sync = Connect(venue);
        Update(sync, 100, 110, 90);
        Update(sync, 150, 160, 110);
        Assert.True(Snapshot(sync, 155));
        Assert.Equal([155, 160], sink.Ids);
        Update(sync, 200, 210, 160);
        Assert.Equal(FeedState.Live, sync.State);
        Update(sync, 211, 220, 205);
        Assert.Equal(FeedState.Resyncing, sync.State);
    }

    [Fact]
    public void Futures_SnapshotEndsExactlyAtAMessage_ThatMessageIsApplied()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.UsdMFutures);
        Update(sync, 100, 110, 90);
        Update(sync, 150, 160, 110);
        Assert.True(Snapshot(sync, 110));
        Assert.Equal([110, 110, 160], sink.Ids);
    }

    [Fact]
    public void Futures_FirstMessageBeyondTheSnapshot_IsAGap()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.UsdMFutures);
        Update(sync, 100, 110, 90);
        Update(sync, 150, 160, 140);
        Assert.False(Snapshot(sync, 120));
        Assert.Equal(FeedState.Resyncing, sync.State);
    }

    [Fact]
    public void Buffer_Full_StartsOverInsteadOfGrowing()
    {
        var sync = new BinanceDepthSynchronizer(Instrument, BinanceVenue.Spot, bufferEventsMax: 4);
        sync.OnConnected(0);
        for (int i = 0; i < 10; i++)
        {
            Update(sync, i + 1, i + 1);
        }

        Assert.Equal(2, sync.Counters.BufferOverflows);
        Assert.False(Snapshot(sync, 5));
        Assert.True(Snapshot(sync, 9));
        Assert.Equal([9, 10], sink.Ids);
    }

    [Fact]
    public void Disconnected_WhenLive_ClearsDownstreamOnce()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 1, 2);
        Snapshot(sync, 2);
        sync.OnDisconnected(5, sink);
        sync.OnDisconnected(6, sink);
        Assert.Equal(1, sink.Events.Count(e => e.Kind == MarketEventKind.Clear && !e.IsSnapshot));
        Assert.Equal(FeedState.Disconnected, sync.State);
        Assert.Equal(0, sync.LastUpdateId);
    }

    [Fact]
    public void LateSnapshot_WhenLive_IsIgnored()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 1, 2);
        Snapshot(sync, 2);
        Update(sync, 3, 4);
        int events = sink.Events.Count;
        Assert.True(Snapshot(sync, 3));
        Assert.Equal(events, sink.Events.Count);
        Assert.Equal(4, sync.LastUpdateId);
    }

    [Fact]
    public void Malformed_WhenLive_LosesTheBook()
    {
        BinanceDepthSynchronizer sync = Connect(BinanceVenue.Spot);
        Update(sync, 1, 2);
        Snapshot(sync, 2);
        sync.OnMalformed(9, sink);
        Assert.Equal((FeedState.Resyncing, FeedStateReason.MalformedMessage, 9), (sync.State, sync.Reason, sync.StateSince));
        Assert.Equal(MarketEventKind.Clear, sink.Events[^1].Kind);
    }

    private static BinanceDepthSynchronizer Connect(BinanceVenue venue)
    {
        var sync = new BinanceDepthSynchronizer(Instrument, venue);
        sync.OnConnected(0);
        return sync;
    }

    private void Update(BinanceDepthSynchronizer sync, long first, long final, long previous = -1)
    {
        string pu = previous < 0 ? "" : $"\"pu\":{previous},";
        string json = $$"""{"e":"depthUpdate","E":1672515782136,"s":"X",{{pu}}"U":{{first}},"u":{{final}},"b":[["5","1"]],"a":[]}""";
        BinanceVenue venue = previous < 0 ? BinanceVenue.Spot : BinanceVenue.UsdMFutures;
        sync.OnDepthUpdate(new BinanceDecoder(venue, Instrument).Decode(Encoding.UTF8.GetBytes(json), 1), sink);
    }

    private bool Snapshot(BinanceDepthSynchronizer sync, long id) => sync.OnSnapshot(
        new BinanceDecoder(BinanceVenue.Spot, Instrument).Decode(Encoding.UTF8.GetBytes($$"""{"lastUpdateId":{{id}},"bids":[["5","1"]],"asks":[]}"""), 1), sink);

    private sealed class CollectingSink : IMarketEventSink
    {
        public List<MarketEvent> Events { get; } = [];

        /// <summary>Sequence of each message passed on, clears without snapshot left out.</summary>
        public IEnumerable<long> Ids => Events.Where(e => e.IsEndOfMessage && e.Sequence != 0).Select(e => e.Sequence);

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events.AddRange(events);
    }
}
