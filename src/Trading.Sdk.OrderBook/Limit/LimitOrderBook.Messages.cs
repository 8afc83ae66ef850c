using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <content>Messages as transactions: their beginning, their end where crossing is judged, and what becomes of a book that can no longer be believed.</content>
public sealed partial class LimitOrderBook
{
    private void Begin(in MarketEvent e)
    {
        if (phase == Phase.Between)
        {
            messageClears = false;
            messageIsSnapshot = false;
        }

        pendingExchangeTime = e.ExchangeTime;
        pendingReceiveTime = e.ReceiveTime;
        pendingSequence = e.Sequence;
    }

    private void NoteSnapshotLevel(in MarketEvent e)
    {
        messageIsSnapshot = true;
        snapshotLevels++;
        if (e.Quantity == 0)
        {
            return;
        }

        if (e.Side == Side.Bid)
        {
            bidCoverage.Note(-e.Price);
        }
        else
        {
            askCoverage.Note(e.Price);
        }
    }

    private BookChanges EndMessage(in MarketEvent e)
    {
        Phase ended = phase;
        phase = Phase.Between;
        if (ended == Phase.Skipping)
        {
            return BookChanges.None;
        }

        bool own = e.InstrumentId == instrumentId;
        ExchangeTime = own ? e.ExchangeTime : pendingExchangeTime;
        ReceiveTime = own ? e.ReceiveTime : pendingReceiveTime;
        long sequence = own ? e.Sequence : pendingSequence;
        if (sequence != 0 || messageClears)
        {
            Sequence = sequence;
        }

        State = BookState.Live;
        messages++;
        var changes = BookChanges.Message;
        if (messageIsSnapshot)
        {
            bidCoverage.Conclude(options);
            askCoverage.Conclude(options);
        }

        DepthLevel bid = bids.BestLevel, ask = asks.BestLevel;
        if (bid.Price >= ask.Price && bid.Quantity > 0 && ask.Quantity > 0)
        {
            changes |= JudgeCrossing(bid.Price == ask.Price);
            (bid, ask) = (bids.BestLevel, asks.BestLevel);
        }

        bids.Judge();
        asks.Judge();
        if (lastTouch.Renew(in bid, in ask))
        {
            changes |= BookChanges.Touch;
        }

        Published?.Write(this);
        return changes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BookChanges JudgeCrossing(bool isLocked)
    {
        if (isLocked)
        {
            locked++;
            return BookChanges.Locked;
        }

        crossed++;
        return BookChanges.Crossed | Uncross();
    }

    private BookChanges Uncross()
    {
        switch (options.Crossed)
        {
            case CrossedPolicy.Ignore:
                return BookChanges.None;
            case CrossedPolicy.Resync:
                ClearSides(Side.None);
                State = BookState.AwaitingSnapshot;
                return BookChanges.Cleared;
            default:
                while (bids.Count > 0 && asks.Count > 0 && bids.Best + asks.Best < 0)
                {
                    long bid = bids.Best, ask = asks.Best, bidStamp = bids.StampAt(bid), askStamp = asks.StampAt(ask);
                    if (bidStamp <= askStamp)
                    {
                        bids.Set(bid, 0, 0, 0);
                        prunedLevels++;
                    }

                    if (askStamp <= bidStamp)
                    {
                        asks.Set(ask, 0, 0, 0);
                        prunedLevels++;
                    }
                }

                return BookChanges.None;
        }
    }

    /// <summary>The content can no longer be believed: forget it and wait for a snapshot.</summary>
    private void Distrust()
    {
        ClearSides(Side.None);
        State = BookState.AwaitingSnapshot;
        phase = phase == Phase.Between ? Phase.Between : Phase.Skipping;
        lastTouch = default;
        Published?.Write(this);
    }

    private void ClearSides(Side side)
    {
        if (side != Side.Ask)
        {
            bids.Clear();
            bidCoverage.Forget(options);
        }

        if (side != Side.Bid)
        {
            asks.Clear();
            askCoverage.Forget(options);
        }
    }
}
