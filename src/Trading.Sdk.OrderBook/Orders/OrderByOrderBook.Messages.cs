using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <content>Messages as transactions: their beginning, their end where crossing is judged, and what becomes of a book that can no longer be believed.</content>
public sealed partial class OrderByOrderBook
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(in MarketEvent e)
    {
        inMessage = true;
        messageClears = false;
        skipping = State == BookState.AwaitingSnapshot;
        if (!skipping && IsStale(in e) && e.Kind != MarketEventKind.Clear)
        {
            skipping = true;
            staleMessages++;
        }

        pendingExchangeTime = e.ExchangeTime;
        pendingReceiveTime = e.ReceiveTime;
        pendingSequence = e.Sequence;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BookChanges EndMessage(in MarketEvent e)
    {
        inMessage = false;
        if (skipping)
        {
            skipping = false;
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
        return Conclude();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BookChanges Conclude()
    {
        messages++;

        // Most changes are behind the touch: nothing then can have crossed, and the touch is as it was.
        return queues.TouchReached ? BookChanges.Message | JudgeTouch() : BookChanges.Message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BookChanges JudgeTouch()
    {
        BookChanges changes = BookChanges.None;
        bids.Judge();
        asks.Judge();
        DepthLevel bid = ReadBest(bids), ask = ReadBest(asks);
        bool isCrossed = bid.Price >= ask.Price && bid.Quantity > 0 && ask.Quantity > 0;
        if (isCrossed)
        {
            changes = JudgeCrossing(bid.Price == ask.Price);
            (bid, ask) = (ReadBest(bids), ReadBest(asks));
        }

        queues.MarkTouch(in bid, in ask, again: isCrossed);
        return lastTouch.Renew(in bid, in ask) ? changes | BookChanges.Touch : changes;
    }

    private DepthLevel ReadBest(SideLevels levels)
    {
        DepthLevel best = levels.BestLevel;
        return new DepthLevel(best.Price, best.Quantity, queues.Queue(best.OrderCount).Count);
    }

    private BookChanges JudgeCrossing(bool isLocked)
    {
        if (isLocked)
        {
            locked++;
            return BookChanges.Locked;
        }

        if (Status is not (TradingStatus.Trading or TradingStatus.Unknown))
        {
            crossedOutsideTrading++;
            return BookChanges.Crossed;
        }

        crossed++;
        if (options.Crossed == CrossedPolicy.Ignore)
        {
            return BookChanges.Crossed;
        }

        Distrust();
        return BookChanges.Crossed | BookChanges.Cleared;
    }

    private void Distrust()
    {
        queues.Clear(Side.None);
        State = BookState.AwaitingSnapshot;
        skipping = inMessage;
    }
}
