using System.Text;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

namespace Trading.Sdk.DataFeeds;

/// <content>What a connection delivers: each message to the book it belongs to.</content>
public sealed partial class BinanceDepthFeed
{
    private void OnMessage(int connectionId, long receiveTime, ReadOnlySpan<byte> utf8)
    {
        if (!connections.TryGetValue(connectionId, out BinanceConnection? connection))
        {
            return;
        }

        connection.LastMessageAt = receiveTime;
        connection.Messages++;
        Interlocked.Increment(ref decodedMessages);
        unreportedMessages++;
        Record(connection, FrameDirection.Received, receiveTime, utf8);
        BinanceMessage message;
        try
        {
            message = decoder.Decode(utf8, receiveTime);
        }
        catch (MarketDataFormatException e)
        {
            OnMalformed(connection, utf8, receiveTime, e.Message);
            return;
        }

        BinanceBook? book = message.Instrument is { } instrument ? books[instrument.Id] : null;
        if (book is not null)
        {
            book.Messages++;
        }

        switch (message.Kind)
        {
            case BinanceMessageKind.DepthUpdate:
                OnDepth(book!, connection, message);
                break;
            case BinanceMessageKind.Trade:
            case BinanceMessageKind.AggregateTrade:
                OnTrade(book!, message);
                break;
            case BinanceMessageKind.BookTicker:
                if (message.FinalUpdateId > book!.LastTickerId)
                {
                    book.LastTickerId = message.FinalUpdateId;
                    downstream!.OnEvents(message.Events);
                }

                break;
            case BinanceMessageKind.PartialDepth:
                OnPartialDepth(book!, connection, message);
                break;
            case BinanceMessageKind.ServerShutdown:
                StartHandover(connection.Group, FeedStateReason.ShutdownAnnounced);
                break;
            case BinanceMessageKind.ControlAnswer:
                OnAnswer(connection, utf8, receiveTime);
                break;
            default:
                if (book is not null && connection == book.Source)
                {
                    PassOn(message);
                }

                break;
        }
    }

    private void PassOn(BinanceMessage message)
    {
        if (message.Bar is { } bar)
        {
            downstream!.OnBars(new ReadOnlySpan<Bar>(in bar));
        }
        else if (message.Events.Length > 0)
        {
            downstream!.OnEvents(message.Events);
        }
    }

    private void OnDepth(BinanceBook book, BinanceConnection connection, BinanceMessage message)
    {
        BinanceDepthSynchronizer sync = book.Synchronizer;
        if (connection != book.Source)
        {
            // Two connections bring the same changes. The second takes over with a message that leaves nothing between.
            if (connection != connection.Group.Standby || !connection.IsOpen || sync.State is not (FeedState.Live or FeedState.Stale))
            {
                return;
            }

            if (message.FinalUpdateId > sync.LastUpdateId && !sync.CanJoin(message))
            {
                return;
            }

            book.Source = connection;
            sync.ExpectBridge();
            if (message.FinalUpdateId <= sync.LastUpdateId)
            {
                return;
            }
        }

        if (!book.HasDepth)
        {
            return;
        }

        book.LastDepthAt = message.ReceiveTime;
        book.DepthMessages++;
        sync.OnDepthUpdate(message, book);
        if (sync.State == FeedState.Live && book.VerifyTarget != 0 && sync.LastUpdateId >= book.VerifyTarget)
        {
            book.VerifyTarget = 0;
        }

        if (book.Refresh is { } refresh)
        {
            refresh.Synchronizer.OnDepthUpdate(message, refresh);
            FinishRefresh(book);
        }

        AfterChange(book);
    }

    private void OnTrade(BinanceBook book, BinanceMessage message)
    {
        TradeWindow window = message.Kind == BinanceMessageKind.Trade ? book.Trades : book.AggregateTrades;
        MarketEvent trade = message.Events[0];
        if (!window.TryPass(trade.Id, out bool isLate))
        {
            book.DuplicateTrades++;
            return;
        }

        if (isLate)
        {
            trade = trade with { Flags = trade.Flags | MarketEventFlags.NotLast };
        }

        downstream!.OnEvents(new ReadOnlySpan<MarketEvent>(in trade));
    }

    private void OnPartialDepth(BinanceBook book, BinanceConnection connection, BinanceMessage message)
    {
        if (!book.Streams.HasFlag(BinanceStreams.PartialDepth) || message.FinalUpdateId <= book.LastPartialId || connection.IsLost)
        {
            return;
        }

        book.LastPartialId = message.FinalUpdateId;
        book.LastDepthAt = message.ReceiveTime;
        book.OnEvents(message.Events);
        book.Changes = default;
        Publish(book, new FeedStatus(FeedState.Live, FeedStateReason.SnapshotApplied, message.ReceiveTime));
    }

    private void OnMalformed(BinanceConnection connection, ReadOnlySpan<byte> utf8, long now, string problem)
    {
        LastMalformed = Head(utf8);
        metrics.Malformed();
        BinanceFeedLog.Malformed(log, options.Name, connection.Name, problem, LastMalformed);
        AskForSymbolsSoon(now);
        (BinanceBook? book, bool? isDepth) = Guess(utf8, connection.Group);
        foreach (BinanceBook affected in book is null ? connection.Group.Books : [book])
        {
            // What another connection delivers is not touched by it: if a message is missing there, the ids will say so.
            if (isDepth == false || affected.Source != connection || !affected.HasDepth || affected.Synchronizer.State is FeedState.Failed)
            {
                affected.MalformedElsewhere++;
                continue;
            }

            affected.Synchronizer.OnMalformed(now, affected);
            AfterChange(affected);
        }
    }

    /// <summary>The instrument and the kind of stream that a broken message belongs to, as far as its bytes tell.</summary>
    private static (BinanceBook? Book, bool? IsDepth) Guess(ReadOnlySpan<byte> utf8, BinanceConnectionGroup group)
    {
        ReadOnlySpan<byte> name = Quoted(utf8, "\"stream\":\""u8);
        int at = name.IndexOf((byte)'@');
        bool? isDepth = at > 0 ? name[at..].StartsWith("@depth"u8) : null;
        string symbol = Encoding.UTF8.GetString(at > 0 ? name[..at] : Quoted(utf8, "\"s\":\""u8));
        if (isDepth is null && Quoted(utf8, "\"e\":\""u8) is { Length: > 0 } type)
        {
            isDepth = type.SequenceEqual("depthUpdate"u8);
        }

        return (group.Books.FirstOrDefault(b => string.Equals(b.Instrument.Symbol, symbol, StringComparison.OrdinalIgnoreCase)), isDepth);
    }

    private static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> before)
    {
        int start = utf8.IndexOf(before);
        if (start < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> text = utf8[(start + before.Length)..];
        int end = text.IndexOf((byte)'"');
        return end < 0 ? default : text[..end];
    }

    private void Record(BinanceConnection connection, FrameDirection direction, long time, ReadOnlySpan<byte> bytes)
    {
        if (options.Recorder is { } recorder)
        {
            if (connection.Recorded == 0)
            {
                connection.Recorded = recorder.Connect(connection.Name);
            }

            recorder.Record(connection.Recorded, direction, time, bytes);
        }
    }
}
