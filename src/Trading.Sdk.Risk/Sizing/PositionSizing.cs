namespace Trading.Sdk.Risk;

/// <summary>How large a position should be, before the gate. All forms return signed lots, rounded towards zero.</summary>
public static class PositionSizing
{
    /// <summary>Always the same number of lots.</summary>
    /// <param name="direction">−1, 0 or +1.</param>
    /// <param name="lots">Lots, at least 0.</param>
    public static long Fixed(int direction, long lots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(direction, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(direction, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(lots);
        return direction * lots;
    }

    /// <summary>A position whose volatility is a share of the equity.</summary>
    /// <param name="direction">−1, 0 or +1.</param>
    /// <param name="equity">Equity, at least 0.</param>
    /// <param name="lotValue">Value of one lot, greater than 0.</param>
    /// <param name="volatility">Standard deviation of the return over the holding period, greater than 0.</param>
    /// <param name="target">Wanted standard deviation of the equity's return over the same period, at least 0.</param>
    public static long VolatilityTarget(int direction, double equity, double lotValue, double volatility, double target)
    {
        Check(direction, equity, lotValue);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(volatility);
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        return Lots(direction, equity * target / volatility / lotValue);
    }

    /// <summary>
    /// Fractional Kelly for a binary outcome: f = fraction · (p·b − q) / b of the equity, never negative.
    /// </summary>
    /// <param name="direction">−1, 0 or +1.</param>
    /// <param name="equity">Equity, at least 0.</param>
    /// <param name="lotValue">Value of one lot, greater than 0.</param>
    /// <param name="probability">Calibrated probability p that the direction is right, in [0, 1].</param>
    /// <param name="odds">b: average win over average loss, greater than 0.</param>
    /// <param name="fraction">Share of full Kelly, in [0, 1]. Default one half.</param>
    /// <remarks>Kelly (1956), "A new interpretation of information rate".</remarks>
    public static long FractionalKelly(int direction, double equity, double lotValue, double probability, double odds = 1, double fraction = 0.5)
    {
        Check(direction, equity, lotValue);
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies in [0, 1].");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(odds);
        if (!(fraction is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction of Kelly lies in [0, 1].");
        }

        double kelly = Math.Max(0, ((probability * odds) - (1 - probability)) / odds);
        return Lots(direction, equity * fraction * kelly / lotValue);
    }

    private static void Check(int direction, double equity, double lotValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(direction, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(direction, 1);
        if (!(equity >= 0) || double.IsInfinity(equity))
        {
            throw new ArgumentOutOfRangeException(nameof(equity), equity, "The equity is a finite number of at least 0.");
        }

        if (!(lotValue > 0) || double.IsInfinity(lotValue))
        {
            throw new ArgumentOutOfRangeException(nameof(lotValue), lotValue, "The value of a lot is finite and greater than 0.");
        }
    }

    private static long Lots(int direction, double lots) => direction * (lots >= long.MaxValue ? long.MaxValue : (long)lots);
}
