namespace Trading.Sdk.Statistics;

/// <summary>The F distribution of a ratio of mean squares.</summary>
/// <remarks>Incomplete beta function by Lentz's continued fraction behind the saddle-point factor of C. Loader (2000): relative error near 10⁻¹³ in either tail, also for 10⁵ degrees of freedom.</remarks>
public static class FisherDistribution
{
    /// <summary>The probability of a value above <paramref name="f"/>; accurate in relative terms; NaN for NaN.</summary>
    /// <param name="f">The statistic; a value at most 0 gives 1.</param>
    /// <param name="numerator">Degrees of freedom of the numerator, above 0.</param>
    /// <param name="denominator">Degrees of freedom of the denominator, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom are not positive.</exception>
    public static double Survival(double f, double numerator, double denominator)
    {
        Demand.Positive(numerator, nameof(numerator));
        Demand.Positive(denominator, nameof(denominator));
        if (double.IsNaN(f) || double.IsPositiveInfinity(f))
        {
            return double.IsNaN(f) ? f : 0;
        }

        double part = numerator * Math.Max(0, f), whole = denominator + part;
        return double.IsPositiveInfinity(whole) ? 0
            : IncompleteFunctions.Beta(0.5 * denominator, 0.5 * numerator, denominator / whole, part / whole).Lower;
    }

    /// <summary>The probability of a value at most <paramref name="f"/>; the parameters are those of <see cref="Survival"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom are not positive.</exception>
    public static double Cumulative(double f, double numerator, double denominator)
    {
        Demand.Positive(numerator, nameof(numerator));
        Demand.Positive(denominator, nameof(denominator));
        return f > 0 && double.IsFinite(f) ? Survival(1 / f, denominator, numerator) : 1 - Survival(f, numerator, denominator);
    }
}
