namespace Trading.Sdk.Statistics;

/// <summary>The χ² distribution.</summary>
/// <remarks>Incomplete gamma function by series or Lentz's continued fraction behind the saddle-point factor of C. Loader (2000): relative error near 10⁻¹³ in either tail.</remarks>
public static class ChiSquaredDistribution
{
    /// <summary>The probability of a value above <paramref name="x"/>; accurate in relative terms; NaN for NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreesOfFreedom"/> is not positive.</exception>
    public static double Survival(double x, double degreesOfFreedom)
    {
        Demand.Positive(degreesOfFreedom, nameof(degreesOfFreedom));
        return double.IsNaN(x) ? x : IncompleteFunctions.Gamma(0.5 * degreesOfFreedom, 0.5 * x).Upper;
    }

    /// <summary>The probability of a value at most <paramref name="x"/>; accurate in relative terms; NaN for NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degreesOfFreedom"/> is not positive.</exception>
    public static double Cumulative(double x, double degreesOfFreedom)
    {
        Demand.Positive(degreesOfFreedom, nameof(degreesOfFreedom));
        return double.IsNaN(x) ? x : IncompleteFunctions.Gamma(0.5 * degreesOfFreedom, 0.5 * x).Lower;
    }

    /// <summary>The value that is not exceeded with the given probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double Quantile(double probability, double degreesOfFreedom)
    {
        Demand.Probability(probability, nameof(probability));
        Demand.Positive(degreesOfFreedom, nameof(degreesOfFreedom));
        if (probability is 0 or 1)
        {
            return probability == 0 ? 0 : double.PositiveInfinity;
        }

        double high = degreesOfFreedom + 1;
        while (Cumulative(high, degreesOfFreedom) < probability && high < 1e300)
        {
            high *= 2;
        }

        return probability <= 0.5
            ? IncompleteFunctions.Invert(x => Cumulative(x, degreesOfFreedom), probability, 0, high)
            : IncompleteFunctions.Invert(x => -Survival(x, degreesOfFreedom), probability - 1, 0, high);
    }
}
