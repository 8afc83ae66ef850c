using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Depth within basis points of the mid, by 64-bit arithmetic where it suffices: the limit is the same as the book's own reading takes.</summary>
internal static class BookDistance
{
    public static DepthSum DepthWithin(IDepthBook book, Side side, int basisPoints, in QuoteTick quote)
    {
        long twiceMid = quote.BidPrice + quote.AskPrice;
        if (!quote.IsTwoSided || twiceMid is <= 0 or > long.MaxValue / 20_000)
        {
            // Prices beyond 64-bit products, or below zero, take the long road.
            return book.DepthWithinBasisPoints(side, basisPoints);
        }

        long limit = side == Side.Bid
            ? ((twiceMid * (10_000 - basisPoints)) + 19_999) / 20_000
            : twiceMid * (10_000 + basisPoints) / 20_000;
        return book.DepthTo(side, limit);
    }
}
