using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>Best levels of both sides as of the end of a message; a side without levels has quantity 0.</summary>
internal struct Touch
{
    private long bidPrice;
    private long bidQuantity;
    private long askPrice;
    private long askQuantity;
    private int bidOrders;
    private int askOrders;

    public readonly DepthLevel Bid => new(bidPrice, bidQuantity, bidOrders);

    public readonly DepthLevel Ask => new(askPrice, askQuantity, askOrders);

    /// <summary>Takes the best levels over. Field by field: a reader then finds each where it was stored, in the same width.</summary>
    /// <returns>Whether prices or quantities are others; order counts may differ.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Renew(in DepthLevel bid, in DepthLevel ask)
    {
        long difference = (bidPrice ^ bid.Price) | (bidQuantity ^ bid.Quantity) | (askPrice ^ ask.Price) | (askQuantity ^ ask.Quantity);
        bidPrice = bid.Price;
        bidQuantity = bid.Quantity;
        bidOrders = bid.OrderCount;
        askPrice = ask.Price;
        askQuantity = ask.Quantity;
        askOrders = ask.OrderCount;
        return difference != 0;
    }
}
