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

    /// <summary>How long after the cool-down only <see cref="ProbationShare"/> of the limits may be used, nanoseconds. Default 0: not at all.</summary>
    public long Probation { get; init; }

    /// <summary>Share of position and notional limits usable on probation, in [0, 1]. Default one half.</summary>
    public double ProbationShare { get; init; } = 0.5;

    /// <summary>Largest quantity of one order in lots; more is reduced. Default: no limit.</summary>
    public long OrderQuantityMax { get; init; } = long.MaxValue;

    /// <summary>Largest value of this position as a share of the equity, greater than 0. Default: no limit.</summary>
    public double ConcentrationMax { get; init; } = double.PositiveInfinity;

    /// <summary>Largest absolute value of all positions together. Default: no limit.</summary>
    public double GrossMax { get; init; } = double.PositiveInfinity;

    /// <summary>Largest value at risk of this position, by the tail loss of the context. Default: no limit.</summary>
    public double ValueAtRiskMax { get; init; } = double.PositiveInfinity;

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

        ArgumentOutOfRangeException.ThrowIfNegative(Probation);
        ArgumentOutOfRangeException.ThrowIfNegative(OrderQuantityMax);
        if (!(ProbationShare is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ProbationShare), ProbationShare, "The share on probation lies in [0, 1].");
        }

        if (!(ConcentrationMax > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(ConcentrationMax), ConcentrationMax, "The concentration limit is greater than 0.");
        }

        if (!(GrossMax >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(GrossMax), GrossMax, "The gross limit is at least 0.");
        }

        if (!(ValueAtRiskMax >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(ValueAtRiskMax), ValueAtRiskMax, "The limit of the value at risk is at least 0.");
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
