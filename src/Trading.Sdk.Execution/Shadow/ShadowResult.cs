using Trading.Sdk.MarketData;

namespace Trading.Sdk.Execution;

/// <summary>What became of one signal in shadow trading.</summary>
/// <param name="SignalId">The caller's number of the signal.</param>
/// <param name="Side">Bought or sold.</param>
/// <param name="Time">Time of the signal, nanoseconds since 1970.</param>
/// <param name="Quantity">Lots wanted.</param>
/// <param name="Filled">Lots filled so far.</param>
/// <param name="TheoreticalPrice">Price the signal was judged at, in price increments; NaN when there was none.</param>
/// <param name="AchievedPrice">Volume-weighted price of the fills; NaN before the first.</param>
/// <param name="SlippageBasisPoints">How much worse the achieved price is than the theoretical one, in 1/10,000 of it; negative = better. NaN before the first fill.</param>
/// <param name="FirstFillLatency">Nanoseconds from the signal to the first fill on the venue; −1 before it.</param>
/// <param name="LastFillLatency">The same for the last fill so far.</param>
/// <param name="MakerShare">Share of the filled lots that rested, 0…1; NaN before the first fill.</param>
/// <param name="Fees">Fees, in the account's currency.</param>
/// <param name="State">Where the order stands.</param>
public readonly record struct ShadowResult(
    long SignalId,
    Side Side,
    long Time,
    long Quantity,
    long Filled,
    double TheoreticalPrice,
    double AchievedPrice,
    double SlippageBasisPoints,
    long FirstFillLatency,
    long LastFillLatency,
    double MakerShare,
    decimal Fees,
    OrderState State)
{
    /// <summary>Sums up the fills of an order.</summary>
    /// <param name="signalId">The caller's number of the signal.</param>
    /// <param name="order">The order the signal led to.</param>
    /// <param name="fills">Fills, of which those of the order count.</param>
    public static ShadowResult Of(long signalId, Order order, IEnumerable<Fill> fills)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(fills);
        long filled = 0, maker = 0, first = -1, last = -1;
        Int128 value = 0;
        decimal fees = 0;
        foreach (Fill fill in fills)
        {
            if (fill.OrderId == order.Id)
            {
                filled += fill.Quantity;
                value += (Int128)fill.Price * fill.Quantity;
                maker += fill.IsMaker ? fill.Quantity : 0;
                fees += fill.Fee;
                last = fill.Time - order.DecisionTime;
                first = first < 0 ? last : first;
            }
        }

        double achieved = filled == 0 ? double.NaN : (double)value / filled;
        return new ShadowResult(
            signalId,
            order.Side,
            order.DecisionTime,
            order.Quantity,
            filled,
            order.ReferencePrice,
            achieved,
            order.Side.Sign() * (achieved - order.ReferencePrice) / order.ReferencePrice * 1e4,
            first,
            last,
            filled == 0 ? double.NaN : maker / (double)filled,
            fees,
            order.State);
    }
}
