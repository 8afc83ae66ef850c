namespace Trading.Sdk.Risk;

/// <summary>
/// The one gate every order passes, in backtest, shadow and live: allows it, reduces it to what the limits leave, or rejects it. Orders
/// that only reduce the position pass an open circuit, so that one can always get out. Not thread-safe; allocates nothing per order.
/// </summary>
public sealed class RiskGate
{
    private readonly RiskLimits limits;
    private readonly CircuitBreaker breaker;
    private readonly long[] orderTimes;
    private int orderHead;
    private int orderCount;

    /// <summary>Creates the gate.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="onTransition">Told of every change of the breaker.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public RiskGate(RiskLimits limits, Action<BreakerTransition>? onTransition = null)
    {
        breaker = new CircuitBreaker(limits, onTransition);
        this.limits = limits;
        orderTimes = new long[limits.OrdersMax == int.MaxValue ? 0 : limits.OrdersMax];
    }

    /// <summary>State of the circuit breaker.</summary>
    public BreakerState State => breaker.State;

    /// <summary>True after <see cref="Kill"/>: nothing passes but what reduces the position.</summary>
    public bool IsKilled => breaker.State == BreakerState.Killed;

    /// <summary>Throws the kill switch; only a new gate resets it.</summary>
    /// <param name="time">Now, nanoseconds since 1970.</param>
    public void Kill(long time) => breaker.Kill(time);

    /// <summary>Watches the equity between orders; a breached loss limit opens the circuit at once.</summary>
    /// <param name="time">Now, nanoseconds since 1970.</param>
    /// <param name="equity">Cash plus the value of the position; NaN is refused.</param>
    public void OnEquity(long time, double equity) => breaker.Update(time, equity);

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

        breaker.Update(context.Time, context.Equity);
        bool reduces = context.Position != 0 && Math.Sign(quantity) != Math.Sign(context.Position) && UnsignedAbs(quantity) <= UnsignedAbs(context.Position);
        if (!reduces)
        {
            if (breaker.State is BreakerState.Open or BreakerState.Killed)
            {
                return Decide(RiskVerdict.Reject, breaker.OpenedBy, quantity, 0, context);
            }

            if (context.Time - context.DataTime > limits.DataAgeMax)
            {
                return Decide(RiskVerdict.Reject, RiskRule.StaleData, quantity, 0, context);
            }
        }

        if (limits.OrdersMax != int.MaxValue && !HasOrderRoom(context.Time))
        {
            return Decide(RiskVerdict.Reject, RiskRule.OrderRate, quantity, 0, context);
        }

        RiskRule rule = RiskRule.None;
        Int128 allowed = Int128.Abs(quantity);
        if (!reduces)
        {
            (long cap, RiskRule capRule) = PositionCap(context);
            Int128 room = quantity > 0 ? (Int128)cap - context.Position : (Int128)cap + context.Position;
            Lower(ref allowed, ref rule, Int128.Max(room, 0), capRule);
        }

        Lower(ref allowed, ref rule, limits.OrderQuantityMax, RiskRule.OrderSize);
        if (allowed == 0)
        {
            return Decide(RiskVerdict.Reject, rule, quantity, 0, context);
        }

        NoteOrder(context.Time);
        return Decide(rule == RiskRule.None ? RiskVerdict.Allow : RiskVerdict.Reduce, rule, quantity, quantity > 0 ? (long)allowed : -(long)allowed, context);
    }

    /// <summary>The largest absolute position, and the limit it comes from.</summary>
    private (long Lots, RiskRule Rule) PositionCap(in RiskContext context)
    {
        long cap = limits.PositionMax;
        RiskRule rule = RiskRule.Position;
        Lower(ref cap, ref rule, limits.NotionalMax / context.LotValue, RiskRule.Notional);
        if (double.IsFinite(limits.ConcentrationMax))
        {
            Lower(ref cap, ref rule, limits.ConcentrationMax * Math.Max(0, context.Equity) / context.LotValue, RiskRule.Concentration);
        }

        Lower(ref cap, ref rule, (limits.GrossMax - context.OtherGross) / context.LotValue, RiskRule.Gross);
        if (context.TailLoss > 0)
        {
            Lower(ref cap, ref rule, limits.ValueAtRiskMax / (context.LotValue * context.TailLoss), RiskRule.ValueAtRisk);
        }

        if (breaker.State == BreakerState.Probation)
        {
            Lower(ref cap, ref rule, cap * breaker.UsableShare, RiskRule.Probation);
        }

        return (cap, rule);
    }

    private static void Lower(ref long cap, ref RiskRule rule, double lots, RiskRule by)
    {
        long whole = lots >= long.MaxValue ? long.MaxValue : (long)Math.Max(0, lots);
        if (whole < cap)
        {
            (cap, rule) = (whole, by);
        }
    }

    private static void Lower(ref Int128 allowed, ref RiskRule rule, Int128 most, RiskRule by)
    {
        if (most < allowed)
        {
            (allowed, rule) = (most, by);
        }
    }

    private static ulong UnsignedAbs(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;

    private static RiskDecision Decide(RiskVerdict verdict, RiskRule rule, long quantity, long allowed, in RiskContext context) =>
        new(context.Time, verdict, rule, quantity, allowed, context.InstrumentId, context.Position, context.Equity);

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
