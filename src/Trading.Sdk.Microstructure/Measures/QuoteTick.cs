using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>The touch of a book at one moment.</summary>
/// <param name="Time">Exchange time, nanoseconds since 1970.</param>
/// <param name="BidPrice">Best bid in storage increments.</param>
/// <param name="BidQuantity">Quantity at the best bid in storage increments; 0 = the side is empty.</param>
/// <param name="AskPrice">Best ask in storage increments.</param>
/// <param name="AskQuantity">Quantity at the best ask in storage increments; 0 = the side is empty.</param>
public readonly record struct QuoteTick(long Time, long BidPrice, long BidQuantity, long AskPrice, long AskQuantity)
{
    /// <summary>True when both sides have a level.</summary>
    public bool IsTwoSided => BidQuantity > 0 && AskQuantity > 0;

    /// <summary>Half of bid plus ask, in storage increments.</summary>
    public double Mid => (BidPrice + AskPrice) * 0.5;

    /// <summary>Ask minus bid, in storage increments.</summary>
    public long Spread => AskPrice - BidPrice;

    /// <summary>Bid quantity as a share of both, 0…1; NaN when both are 0.</summary>
    public double QueueImbalance => (double)BidQuantity / ((double)BidQuantity + AskQuantity);

    /// <summary>Mid weighted by the opposite quantities: I·ask + (1 − I)·bid, in storage increments.</summary>
    public double WeightedMid
    {
        get
        {
            double share = QueueImbalance;
            return BidPrice + share * Spread;
        }
    }

    /// <summary>The touch of a book now.</summary>
    /// <param name="book">The book.</param>
    /// <param name="time">Time to state, nanoseconds since 1970.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuoteTick Of(IDepthBook book, long time)
    {
        ArgumentNullException.ThrowIfNull(book);
        book.TryGetBest(Side.Bid, out DepthLevel bid);
        book.TryGetBest(Side.Ask, out DepthLevel ask);
        return new QuoteTick(time, bid.Price, bid.Quantity, ask.Price, ask.Quantity);
    }
}
