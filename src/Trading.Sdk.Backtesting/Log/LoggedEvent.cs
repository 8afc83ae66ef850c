using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.Risk;

namespace Trading.Sdk.Backtesting;

/// <summary>One line of an <see cref="EventLog"/>; the meaning of A to D stands at <see cref="LoggedEventKind"/>.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Time">When it happened, nanoseconds since 1970.</param>
/// <param name="A">First figure.</param>
/// <param name="B">Second figure.</param>
/// <param name="C">Third figure.</param>
/// <param name="D">Fourth figure.</param>
public readonly record struct LoggedEvent(LoggedEventKind Kind, long Time, long A, long B, long C, long D)
{
    internal static LoggedEvent Of(in EquityPoint point)
    {
        (long high, long low) = Bits(point.Equity);
        return new LoggedEvent(LoggedEventKind.Equity, point.Time, point.Position, high, low, 0);
    }

    internal static LoggedEvent Of(in Fill fill) =>
        new(LoggedEventKind.Fill, fill.Time, fill.OrderId, fill.Side.Sign() * fill.Quantity, fill.Price, ((long)fill.Reason << 56) ^ fill.QueueAhead);

    internal static LoggedEvent OfKnownFill(in Fill fill) =>
        new(LoggedEventKind.FillKnown, fill.KnownTime, fill.OrderId, fill.Side.Sign() * fill.Quantity, fill.Price, 0);

    internal static LoggedEvent Of(in RiskDecision decision) =>
        new(LoggedEventKind.Risk, decision.Time, decision.Requested, decision.Allowed, (long)decision.Verdict, (long)decision.Rule);

    internal static LoggedEvent Of(in BreakerTransition transition) =>
        new(LoggedEventKind.Breaker, transition.Time, (long)transition.From, (long)transition.To, (long)transition.Rule, 0);

    internal static LoggedEvent Of(in CashFlow flow)
    {
        (long high, long low) = Bits(flow.Amount);
        return new LoggedEvent(LoggedEventKind.CashFlow, flow.Time, (long)flow.Kind, high, low, flow.Position);
    }

    // A decimal and the same decimal with zeros behind it are one amount: the scale is taken out first.
    private static (long High, long Low) Bits(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value / 1.0000000000000000000000000000m, bits);
        return (((long)bits[3] << 32) | (uint)bits[2], ((long)bits[1] << 32) | (uint)bits[0]);
    }
}
