using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>Best levels of both sides; a side without levels has quantity 0.</summary>
internal readonly struct Touch(DepthLevel bid, DepthLevel ask)
{
    public readonly DepthLevel Bid = bid;
    public readonly DepthLevel Ask = ask;

    /// <summary>Whether prices and quantities are the same; order counts may differ.</summary>
    public bool Equals(in Touch other) =>
        ((Bid.Price ^ other.Bid.Price) | (Bid.Quantity ^ other.Bid.Quantity) | (Ask.Price ^ other.Ask.Price) | (Ask.Quantity ^ other.Ask.Quantity)) == 0;
}
