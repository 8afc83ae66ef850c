using System.Numerics;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>When an order that waits is filled within a bar, and at what price.</summary>
public static class BarFillRule
{
    /// <summary>
    /// A stop fills at the stop, or at the open when the bar gaps through it; a limit at the limit, or at the open when that is better. A
    /// touch counts. Nothing is assumed about the path within the bar.
    /// </summary>
    /// <typeparam name="T">The kind of number: price increments, or prices.</typeparam>
    /// <param name="side">Buy (<see cref="Side.Bid"/>) or sell.</param>
    /// <param name="type"><see cref="OrderType.Limit"/> or <see cref="OrderType.Stop"/>.</param>
    /// <param name="price">The limit or stop.</param>
    /// <param name="open">Open of the bar.</param>
    /// <param name="high">Highest price of the bar.</param>
    /// <param name="low">Lowest price of the bar.</param>
    /// <param name="fillPrice">The price; the open of the bar when not filled.</param>
    public static bool TryFill<T>(Side side, OrderType type, T price, T open, T high, T low, out T fillPrice)
        where T : INumber<T>
    {
        bool buys = side == Side.Bid;
        switch (type)
        {
            case OrderType.Limit:
                fillPrice = buys ? T.Min(price, open) : T.Max(price, open);
                return buys ? low <= price : high >= price;
            case OrderType.Stop:
                fillPrice = buys ? T.Max(price, open) : T.Min(price, open);
                return buys ? high >= price : low <= price;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Only limit and stop orders wait within a bar.");
        }
    }
}
