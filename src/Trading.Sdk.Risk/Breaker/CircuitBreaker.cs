namespace Trading.Sdk.Risk;

/// <summary>
/// Watches the equity: opens when a day's loss or the fall from the peak reaches its limit, cools down, lets trading begin again on
/// probation with a share of the limits, and closes. Losses are counted anew from each closing or probation. Not thread-safe.
/// </summary>
public sealed class CircuitBreaker
{
    private const long Day = 86_400_000_000_000;
    private readonly RiskLimits limits;
    private readonly Action<BreakerTransition>? onTransition;
    private long day = long.MinValue, until = long.MinValue;
    private double dayEquity, peakEquity = double.NegativeInfinity;

    /// <summary>Creates a closed breaker.</summary>
    /// <param name="limits">Loss limits, cool-down and probation.</param>
    /// <param name="onTransition">Told of every change of state.</param>
    public CircuitBreaker(RiskLimits limits, Action<BreakerTransition>? onTransition = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate();
        this.limits = limits;
        this.onTransition = onTransition;
    }

    /// <summary>The state as of the last call.</summary>
    public BreakerState State { get; private set; }

    /// <summary>The rule that opened it last.</summary>
    public RiskRule OpenedBy { get; private set; }

    /// <summary>Share of the position and notional limits that may be used now: 1, the probation's share, or 0.</summary>
    public double UsableShare => State switch
    {
        BreakerState.Closed => 1,
        BreakerState.Probation => limits.ProbationShare,
        _ => 0,
    };

    /// <summary>Throws the kill switch; only a new breaker resets it.</summary>
    /// <param name="time">Now, nanoseconds since 1970.</param>
    public void Kill(long time)
    {
        if (State != BreakerState.Killed)
        {
            OpenedBy = RiskRule.KillSwitch;
            Move(time, BreakerState.Killed, RiskRule.KillSwitch, double.NaN);
        }
    }

    /// <summary>Looks at the equity.</summary>
    /// <param name="time">Now, nanoseconds since 1970; never goes backwards.</param>
    /// <param name="equity">Cash plus the value of the position; NaN is refused.</param>
    public void Update(long time, double equity)
    {
        if (double.IsNaN(equity))
        {
            throw new ArgumentOutOfRangeException(nameof(equity), equity, "The equity must be a number.");
        }

        long today = Math.DivRem(time, Day).Quotient;
        if (today != day)
        {
            day = today;
            dayEquity = equity;
        }

        peakEquity = Math.Max(peakEquity, equity);
        if (State == BreakerState.Killed || (State == BreakerState.Open && time < until))
        {
            return;
        }

        if (State == BreakerState.Open)
        {
            dayEquity = peakEquity = equity;
            until = Later(time, limits.Probation);
            Move(time, limits.Probation == 0 ? BreakerState.Closed : BreakerState.Probation, RiskRule.None, equity);
        }
        else if (State == BreakerState.Probation && time >= until)
        {
            Move(time, BreakerState.Closed, RiskRule.None, equity);
        }

        RiskRule breached = dayEquity - equity >= limits.DailyLossMax ? RiskRule.DailyLoss
            : limits.DrawdownMax < 1 && peakEquity > 0 && peakEquity - equity >= limits.DrawdownMax * peakEquity ? RiskRule.Drawdown
            : RiskRule.None;
        if (breached != RiskRule.None)
        {
            OpenedBy = breached;
            until = Later(time, limits.CoolDown);
            Move(time, BreakerState.Open, breached, equity);
        }
    }

    private static long Later(long time, long span) => span > long.MaxValue - time ? long.MaxValue : time + span;

    private void Move(long time, BreakerState to, RiskRule rule, double equity)
    {
        BreakerState from = State;
        State = to;
        onTransition?.Invoke(new BreakerTransition(time, from, to, rule, equity));
    }
}
