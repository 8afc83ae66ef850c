using MathNet.Numerics;

namespace Trading.Sdk.Statistics;

/// <summary>The standard normal distribution.</summary>
/// <remarks>Tails by the complementary error function of MathNet.Numerics (rational approximations, relative error near 10⁻¹⁵); the quantile by M. Wichura (1988), portable.</remarks>
public static class NormalDistribution
{
    /// <summary>The density at <paramref name="x"/>.</summary>
    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>Φ(x), the probability of a value at most <paramref name="x"/>; accurate in relative terms in the lower tail.</summary>
    public static double Cumulative(double x) => 0.5 * SpecialFunctions.Erfc(-x / Constants.Sqrt2);

    /// <summary>1 − Φ(x), accurate in relative terms in the upper tail.</summary>
    public static double Survival(double x) => 0.5 * SpecialFunctions.Erfc(x / Constants.Sqrt2);

    /// <summary>The two-sided probability of |X| ≥ |<paramref name="x"/>|.</summary>
    public static double TwoSided(double x) => SpecialFunctions.Erfc(Math.Abs(x) / Constants.Sqrt2);

    /// <summary>Φ⁻¹(p), with the same bits on every platform.</summary>
    /// <param name="probability">0 gives −∞, 1 gives +∞.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1] or NaN.</exception>
    /// <remarks>Relative error about 10⁻¹⁶. Source: M. Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37.</remarks>
    public static double Quantile(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - q * q;
            return q * (((((((r * 2509.0809287301226727 + 33430.575583588128105) * r + 67265.770927008700853) * r
                    + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608)
                / (((((((r * 5226.495278852854561 + 28729.085735721942674) * r + 39307.89580009271061) * r + 21213.794301586595867) * r
                    + 5394.1960214247511077) * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1);
        }

        Demand.Probability(probability, nameof(probability));
        double tail = q < 0 ? probability : 1 - probability;
        if (tail == 0)
        {
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        double s = Math.Sqrt(-PortableMath.Log(tail));
        double value;
        if (s <= 5)
        {
            s -= 1.6;
            value = (((((((s * 7.7454501427834140764e-4 + 0.0227238449892691845833) * s + 0.24178072517745061177) * s
                    + 1.27045825245236838258) * s + 3.64784832476320460504) * s + 5.7694972214606914055) * s + 4.6303378461565452959) * s + 1.42343711074968357734)
                / (((((((s * 1.05075007164441684324e-9 + 5.475938084995344946e-4) * s + 0.0151986665636164571966) * s + 0.14810397642748007459) * s
                    + 0.68976733498510000455) * s + 1.6763848301838038494) * s + 2.05319162663775882187) * s + 1);
        }
        else
        {
            s -= 5;
            value = (((((((s * 2.01033439929228813265e-7 + 2.71155556874348757815e-5) * s + 0.0012426609473880784386) * s
                    + 0.026532189526576123093) * s + 0.29656057182850489123) * s + 1.7848265399172913358) * s + 5.4637849111641143699) * s + 6.6579046435011037772)
                / (((((((s * 2.04426310338993978564e-15 + 1.4215117583164458887e-7) * s + 1.8463183175100546818e-5) * s + 7.868691311456132591e-4) * s
                    + 0.0148753612908506148525) * s + 0.13692988092273580531) * s + 0.59983220655588793769) * s + 1);
        }

        return q < 0 ? -value : value;
    }
}
