using Trading.Sdk.Statistics;

namespace Trading.Sdk.Spectrum;

/// <summary>Probabilities behind the tests of spectral peaks.</summary>
public static class SignificanceTests
{
    /// <summary>P(X &gt; x) of a χ² variable.</summary>
    /// <param name="x">Value; at or below 0 the probability is 1.</param>
    /// <param name="degreesOfFreedom">Above 0, need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degrees are not a finite number above 0.</exception>
    public static double ChiSquareUpperTail(double x, double degreesOfFreedom)
    {
        Require.FinitePositive(degreesOfFreedom);
        return ChiSquaredDistribution.Survival(x, degreesOfFreedom);
    }

    /// <summary>The x with P(X ≤ x) = <paramref name="probability"/> of a χ² variable.</summary>
    /// <param name="probability">In [0, 1]; 1 gives infinity.</param>
    /// <param name="degreesOfFreedom">Above 0, need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double ChiSquareQuantile(double probability, double degreesOfFreedom)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability from 0 to 1 is required.");
        }

        Require.FinitePositive(degreesOfFreedom);
        return ChiSquaredDistribution.Quantile(probability, degreesOfFreedom);
    }

    /// <summary>P(F &gt; f) of Fisher's F distribution.</summary>
    /// <param name="f">Value.</param>
    /// <param name="numeratorDegrees">Above 0.</param>
    /// <param name="denominatorDegrees">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degrees are not finite numbers above 0.</exception>
    public static double FisherUpperTail(double f, double numeratorDegrees, double denominatorDegrees)
    {
        Require.FinitePositive(numeratorDegrees);
        Require.FinitePositive(denominatorDegrees);
        return FisherDistribution.Survival(f, numeratorDegrees, denominatorDegrees);
    }

    /// <summary>The p-value of Fisher's test for one periodicity in white noise (Fisher 1929): P(largest share of the periodogram ≥ g).</summary>
    /// <param name="g">The largest periodogram value over the sum of all, in [0, 1].</param>
    /// <param name="count">Number of periodogram values, zero frequency and Nyquist left out; at least 1.</param>
    /// <remarks>Exact for any count: the alternating sum is taken in integers wide enough for its cancellation.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double FisherG(double g, int count)
    {
        if (!(g >= 0 && g <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(g), g, "A share from 0 to 1 is required.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return SpecialFunctions.FisherG(g, count);
    }

    /// <summary>The chance that at least one of several independent tests is as small as p: 1 − (1 − p)^count (Šidák 1967).</summary>
    /// <param name="p">The smallest single p-value, in [0, 1].</param>
    /// <param name="count">Number of tests, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double Sidak(double p, int count)
    {
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability from 0 to 1 is required.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return -ExpMinusOne(count * LogOnePlus(-p));
    }

    private static double LogOnePlus(double x)
    {
        // Kahan's form keeps full precision where 1 + x rounds.
        double u = 1 + x;
        return u == 1 ? x : u <= 0 ? double.NegativeInfinity : Math.Log(u) * x / (u - 1);
    }

    private static double ExpMinusOne(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return Math.Exp(x) - 1;
        }

        double term = x, sum = x;
        for (int i = 2; Math.Abs(term) > Math.Abs(sum) * 1e-17; i++)
        {
            term *= x / i;
            sum += term;
        }

        return sum;
    }
}
