namespace Trading.Sdk.Risk;

/// <summary>What may never be exceeded. Quantities are whole lots of the instrument, money is in the account's currency.</summary>
public sealed class RiskLimits
{
    /// <summary>Largest absolute position in lots. Default: no limit.</summary>
    public long PositionMax { get; init; } = long.MaxValue;

    /// <summary>Largest absolute value of the position. Default: no limit.</summary>
    public double NotionalMax { get; init; } = double.PositiveInfinity;

    /// <summary>Most orders within any window of <see cref="OrderRateWindow"/> nanoseconds. Default: no limit.</summary>
    public int OrdersMax { get; init; } = int.MaxValue;

    /// <summary>Window of the order rate in nanoseconds, at least 1. Default one minute.</summary>
    public long OrderRateWindow { get; init; } = 60_000_000_000;

    /// <summary>Largest loss since the start of the day; reaching it opens the circuit. Default: no limit.</summary>
    public double DailyLossMax { get; init; } = double.PositiveInfinity;

    /// <summary>Largest fall from the highest equity, as a fraction in (0, 1]; reaching it opens the circuit. Default 1.</summary>
    public double DrawdownMax { get; init; } = 1;

    /// <summary>Oldest market data on which an order may be sent, nanoseconds. Default: no limit.</summary>
    public long DataAgeMax { get; init; } = long.MaxValue;

    /// <summary>How long an open circuit stays open, nanoseconds. Default one hour.</summary>
    public long CoolDown { get; init; } = 3_600_000_000_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(PositionMax);
        ArgumentOutOfRangeException.ThrowIfNegative(OrdersMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(OrderRateWindow, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(DataAgeMax);
        ArgumentOutOfRangeException.ThrowIfNegative(CoolDown);
        if (!(NotionalMax >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(NotionalMax), NotionalMax, "The notional limit is at least 0.");
        }

        if (!(DailyLossMax > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(DailyLossMax), DailyLossMax, "The daily loss limit is greater than 0.");
        }

        if (!(DrawdownMax is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(DrawdownMax), DrawdownMax, "The drawdown limit lies in (0, 1].");
        }
    }
}
