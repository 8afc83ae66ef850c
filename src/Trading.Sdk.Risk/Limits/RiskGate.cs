namespace Trading.Sdk.Risk;

/// <summary>
/// The one gate every order passes: allows it, reduces it to what the limits leave, or rejects it. Orders that only reduce the
/// position pass an open circuit, so that one can always get out. Not thread-safe; allocates nothing per order.
/// </summary>
public sealed class RiskGate
{
    private const long Day = 86_400_000_000_000;

    private readonly RiskLimits limits;
    private readonly long[] orderTimes;
    private int orderHead;
    private int orderCount;
    private long day = long.MinValue;
    private double dayEquity;
    private double peakEquity = double.NegativeInfinity;
    private long openUntil = long.MinValue;
    private RiskRule openedBy;

    /// <summary>Creates the gate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public RiskGate(RiskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate();
        this.limits = limits;
        orderTimes = new long[limits.OrdersMax == int.MaxValue ? 0 : limits.OrdersMax];
    }

    /// <summary>True after <see cref="Kill"/>: nothing passes but what reduces the position.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>True while a breaker holds new risk back.</summary>
    public bool IsOpen(long time) => IsKilled || time < openUntil;

    /// <summary>Throws the kill switch; only a new gate resets it.</summary>
    public void Kill() => IsKilled = true;

    /// <summary>Watches the equity between orders; a breached loss limit opens the circuit at once.</summary>
    /// <param name="time">Now, nanoseconds since 1970.</param>
    /// <param name="equity">Cash plus the value of the position; NaN is refused.</param>
    public void OnEquity(long time, double equity)
    {
        if (double.IsNaN(equity))
        {
            throw new ArgumentOutOfRangeException(nameof(equity), equity, "The equity must be a number.");
        }

        long today = time / Day;
        if (today != day)
        {
            day = today;
            dayEquity = equity;
        }

        peakEquity = Math.Max(peakEquity, equity);
        if (time < openUntil)
        {
            return;
        }

        if (openUntil != long.MinValue)
        {
            // The cool-down is over: losses are counted anew from here.
            openUntil = long.MinValue;
            openedBy = RiskRule.None;
            dayEquity = equity;
            peakEquity = equity;
        }

        if (dayEquity - equity >= limits.DailyLossMax)
        {
            Open(time, RiskRule.DailyLoss);
        }
        else if (limits.DrawdownMax < 1 && peakEquity > 0 && peakEquity - equity >= limits.DrawdownMax * peakEquity)
        {
            Open(time, RiskRule.Drawdown);
        }
    }

    /// <summary>Decides on an order.</summary>
    /// <param name="quantity">Signed quantity in lots: positive buys, negative sells; not 0.</param>
    /// <param name="context">State of account and market now.</param>
    public RiskDecision Check(long quantity, in RiskContext context)
    {
        ArgumentOutOfRangeException.ThrowIfZero(quantity);
        if (!(context.LotValue > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(context), context.LotValue, "The value of a lot is greater than 0.");
        }

        OnEquity(context.Time, context.Equity);
        bool reduces = context.Position != 0 && Math.Sign(quantity) != Math.Sign(context.Position) && UnsignedAbs(quantity) <= UnsignedAbs(context.Position);

        if (!reduces)
        {
            if (IsKilled)
            {
                return Reject(RiskRule.KillSwitch, quantity, context);
            }

            if (context.Time < openUntil)
            {
                return Reject(openedBy, quantity, context);
            }

            if (context.Time - context.DataTime > limits.DataAgeMax)
            {
                return Reject(RiskRule.StaleData, quantity, context);
            }
        }

        if (limits.OrdersMax != int.MaxValue && !HasOrderRoom(context.Time))
        {
            return Reject(RiskRule.OrderRate, quantity, context);
        }

        long allowed = quantity;
        RiskRule rule = RiskRule.None;
        if (!reduces)
        {
            long byNotional = limits.NotionalMax / context.LotValue is var lots && lots < long.MaxValue ? (long)lots : long.MaxValue;
            long cap = Math.Min(limits.PositionMax, byNotional);
            rule = byNotional < limits.PositionMax ? RiskRule.Notional : RiskRule.Position;
            Int128 room = quantity > 0 ? (Int128)cap - context.Position : (Int128)cap + context.Position;
            Int128 wanted = Int128.Abs(quantity);
            if (wanted <= room)
            {
                rule = RiskRule.None;
            }
            else if (room <= 0)
            {
                return Reject(rule, quantity, context);
            }
            else
            {
                allowed = quantity > 0 ? (long)room : -(long)room;
            }
        }

        NoteOrder(context.Time);
        return new RiskDecision(context.Time, allowed == quantity ? RiskVerdict.Allow : RiskVerdict.Reduce, allowed == quantity ? RiskRule.None : rule, quantity, allowed);
    }

    private static ulong UnsignedAbs(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;

    private static RiskDecision Reject(RiskRule rule, long quantity, in RiskContext context) => new(context.Time, RiskVerdict.Reject, rule, quantity, 0);

    private void Open(long time, RiskRule rule)
    {
        openUntil = limits.CoolDown > long.MaxValue - time ? long.MaxValue : time + limits.CoolDown;
        openedBy = rule;
    }

    private bool HasOrderRoom(long time)
    {
        while (orderCount > 0 && time - orderTimes[orderHead] >= limits.OrderRateWindow)
        {
            orderHead = (orderHead + 1) % orderTimes.Length;
            orderCount--;
        }

        return orderCount < orderTimes.Length;
    }

    private void NoteOrder(long time)
    {
        if (orderTimes.Length > 0)
        {
            orderTimes[(orderHead + orderCount++) % orderTimes.Length] = time;
        }
    }
}
