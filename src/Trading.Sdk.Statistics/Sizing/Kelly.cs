namespace Trading.Sdk.Statistics;

/// <summary>The fraction of capital that maximises the expected logarithmic growth. Bet half of it or less: the inputs are estimates.</summary>
/// <remarks>Source: J. Kelly (1956), A new interpretation of information rate; E. Thorp (2006).</remarks>
public static class Kelly
{
    /// <summary>(p·b − (1−p))/b for a bet that wins b per unit with probability p, else loses the unit. Not clipped: negative means do not bet.</summary>
    /// <param name="winProbability">p in [0, 1].</param>
    /// <param name="odds">b, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public static double Binary(double winProbability, double odds)
    {
        Demand.Probability(winProbability, nameof(winProbability));
        Demand.Positive(odds, nameof(odds));
        return (winProbability * odds - (1 - winProbability)) / odds;
    }

    /// <summary>The fraction f that maximises mean ln(1 + f·r) over observed returns.</summary>
    /// <param name="returns">Finite returns per unit bet, at least one.</param>
    /// <returns>Negative for a losing series (bet against it); +∞ when no return is negative and one is positive, −∞ in the opposite case, 0 when all are 0.</returns>
    /// <exception cref="ArgumentException">The span is empty or a value is not finite.</exception>
    /// <remarks>The derivative falls strictly between the two ruinous fractions, so bisection finds its root to the last bit.</remarks>
    public static KellyFraction Empirical(ReadOnlySpan<double> returns)
    {
        Demand.Sample(returns, 1, nameof(returns));
        double least = returns[0], greatest = returns[0];
        foreach (double r in returns)
        {
            least = Math.Min(least, r);
            greatest = Math.Max(greatest, r);
        }

        if (least >= 0 || greatest <= 0)
        {
            double unbounded = greatest > 0 ? double.PositiveInfinity : least < 0 ? double.NegativeInfinity : 0;
            return new KellyFraction(unbounded, unbounded == 0 ? 0 : double.PositiveInfinity, unbounded == 0 ? 0 : double.PositiveInfinity);
        }

        double[] copy = returns.ToArray();
        double fraction = IncompleteFunctions.Invert(f => -GrowthSlope(copy, f), 0, -1 / greatest, -1 / least);
        return new KellyFraction(fraction, Growth(returns, fraction), Growth(returns, 0.5 * fraction));
    }

    /// <summary>Σ⁻¹μ: the fractions of several assets under small, jointly normal returns.</summary>
    /// <param name="meanExcessReturn">μ per period.</param>
    /// <param name="covariance">Σ per period, row-major, symmetric and positive definite (only the lower triangle is read).</param>
    /// <returns>One fraction per asset.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a value is not finite or Σ is not positive definite.</exception>
    /// <remarks>Source: R. Merton (1969); E. Thorp (2006), 8.</remarks>
    public static double[] Multivariate(ReadOnlySpan<double> meanExcessReturn, ReadOnlySpan<double> covariance)
    {
        Demand.Sample(meanExcessReturn, 1, nameof(meanExcessReturn));
        Demand.SameLength(covariance.Length, checked(meanExcessReturn.Length * meanExcessReturn.Length), nameof(covariance));
        Demand.Finite(covariance, nameof(covariance));
        double[] fractions = meanExcessReturn.ToArray();
        new SymmetricSolver(covariance, fractions.Length, nameof(covariance)).Solve(fractions);
        return fractions;
    }

    private static double Growth(ReadOnlySpan<double> returns, double fraction)
    {
        double sum = 0;
        foreach (double r in returns)
        {
            sum += IncompleteFunctions.LogOnePlus(fraction * r);
        }

        return sum / returns.Length;
    }

    private static double GrowthSlope(double[] returns, double fraction)
    {
        double sum = 0;
        foreach (double r in returns)
        {
            sum += r / (1 + fraction * r);
        }

        return sum;
    }
}
