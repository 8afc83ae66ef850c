using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// A versioned copy of the top of a book, written after each message and readable from any number of threads: a reader
/// takes what it finds and takes it again when the writer was at work meanwhile (a seqlock). The writer never waits.
/// </summary>
public sealed class PublishedDepth
{
    private readonly Instrument instrument;
    private readonly DepthLevel[] bids;
    private readonly DepthLevel[] asks;
    private int bidCount;
    private int askCount;
    private long exchangeTime;
    private long receiveTime;
    private long sequence;
    private int state;
    private long version;

    internal PublishedDepth(Instrument instrument, int depth)
    {
        this.instrument = instrument;
        bids = new DepthLevel[depth];
        asks = new DepthLevel[depth];
    }

    /// <summary>Levels a side that are published.</summary>
    public int Depth => bids.Length;

    /// <summary>Number of messages published so far: equal twice means that nothing has changed.</summary>
    public long Version => Volatile.Read(ref version) >> 1;

    /// <summary>Copies the top of both sides, as of the end of one message, into the caller's memory. Any thread; no lock, no allocation.</summary>
    /// <param name="bidLevels">Receives the best bids, at most <see cref="Depth"/>.</param>
    /// <param name="askLevels">Receives the best asks, at most <see cref="Depth"/>.</param>
    /// <returns>The view over what was copied.</returns>
    public DepthView Read(Span<DepthLevel> bidLevels, Span<DepthLevel> askLevels) => Read(bidLevels, askLevels, out _);

    /// <inheritdoc cref="Read(Span{DepthLevel}, Span{DepthLevel})"/>
    /// <param name="bidLevels">Receives the best bids.</param>
    /// <param name="askLevels">Receives the best asks.</param>
    /// <param name="bookState">State of the book at that moment.</param>
    public DepthView Read(Span<DepthLevel> bidLevels, Span<DepthLevel> askLevels, out BookState bookState)
    {
        var spin = new SpinWait();
        while (true)
        {
            long before = Volatile.Read(ref version);
            if ((before & 1) == 0)
            {
                int bidsRead = Math.Min(bidCount, bidLevels.Length), asksRead = Math.Min(askCount, askLevels.Length);
                bids.AsSpan(0, bidsRead).CopyTo(bidLevels);
                asks.AsSpan(0, asksRead).CopyTo(askLevels);
                (long exchange, long receive, long last, int stateRead) = (exchangeTime, receiveTime, sequence, state);
                // The copies must be complete before the version is looked at again.
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref version) == before)
                {
                    bookState = (BookState)stateRead;
                    return new DepthView(instrument, bidLevels[..bidsRead], askLevels[..asksRead], exchange, receive, last);
                }
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    internal void Write(LimitOrderBook book)
    {
        long next = version + 2;
        Volatile.Write(ref version, next - 1);
        // The odd version must be visible before any of the copies.
        Interlocked.MemoryBarrier();
        bidCount = book.CopyTop(Side.Bid, bids);
        askCount = book.CopyTop(Side.Ask, asks);
        exchangeTime = book.ExchangeTime;
        receiveTime = book.ReceiveTime;
        sequence = book.Sequence;
        state = (int)book.State;
        Volatile.Write(ref version, next);
    }
}
