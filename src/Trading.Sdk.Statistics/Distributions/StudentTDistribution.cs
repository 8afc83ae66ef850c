namespace Trading.Sdk.Statistics;

/// <summary>Student's t distribution; degrees of freedom are positive reals, +∞ is the normal distribution.</summary>
/// <remarks>Incomplete beta function by Lentz's continued fraction behind the saddle-point factor of C. Loader (2000): relative error near 10⁻¹³ in either tail, also for 10⁵ degrees of freedom.</remarks>
public static class StudentTDistribution
{
    /// <summary>The probability of a value at most <paramref name="t"/>; accurate in relative terms in the lower tail.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreesOfFreedom"/> is not positive.</exception>
    public static double Cumulative(double t, double degreesOfFreedom) => t <= 0
        ? 0.5 * TwoSided(t, degreesOfFreedom)
        : 1 - 0.5 * TwoSided(t, degreesOfFreedom);

    /// <summary>The probability of a value above <paramref name="t"/>; accurate in relative terms in the upper tail.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreesOfFreedom"/> is not positive.</exception>
    public static double Survival(double t, double degreesOfFreedom) => Cumulative(-t, degreesOfFreedom);

    /// <summary>The probability of |T| ≥ |<paramref name="t"/>|; NaN for NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreesOfFreedom"/> is not positive.</exception>
    /// <remarks>I_x(ν/2, ½) with x = ν/(ν+t²).</remarks>
    public static double TwoSided(double t, double degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degreesOfFreedom);
        if (double.IsNaN(t))
        {
            return t;
        }

        if (double.IsPositiveInfinity(degreesOfFreedom))
        {
            return NormalDistribution.TwoSided(t);
        }

        double square = t * t;
        if (double.IsPositiveInfinity(square))
        {
            return 0;
        }

        double whole = degreesOfFreedom + square;
        return IncompleteFunctions.Beta(0.5 * degreesOfFreedom, 0.5, degreesOfFreedom / whole, square / whole).Lower;
    }

    /// <summary>The value that is not exceeded with the given probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double Quantile(double probability, double degreesOfFreedom)
    {
        Demand.Probability(probability, nameof(probability));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degreesOfFreedom);
        if (double.IsPositiveInfinity(degreesOfFreedom) || probability is 0 or 1)
        {
            return NormalDistribution.Quantile(probability);
        }

        if (probability == 0.5)
        {
            return 0;
        }

        double tail = 2 * Math.Min(probability, 1 - probability);
        double high = 1;
        while (TwoSided(high, degreesOfFreedom) > tail && high < 1e300)
        {
            high *= 2;
        }

        double value = IncompleteFunctions.Invert(t => -TwoSided(t, degreesOfFreedom), -tail, high == 1 ? 0 : 0.5 * high, high);
        return probability < 0.5 ? -value : value;
    }
}
