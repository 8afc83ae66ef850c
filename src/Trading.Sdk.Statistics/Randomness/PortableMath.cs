namespace Trading.Sdk.Statistics;

/// <summary>
/// Elementary functions with the same bits on every processor and operating system: only IEEE additions,
/// multiplications, divisions and square roots in a fixed order, no fused operations and no platform library.
/// </summary>
/// <remarks>Method: argument reduction and power series, J.-M. Muller (2016), Elementary Functions. Errors stay below 1.5 units in the last place. Use <see cref="Math"/> where identical bits are not promised: it is faster.</remarks>
public static class PortableMath
{
    // ln 2 in two parts; the first has 33 trailing zero bits, so that k·Ln2High is exact for |k| < 2^20.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700;

    /// <summary>The natural logarithm.</summary>
    /// <param name="x">Argument; 0 gives −∞, a negative number or NaN gives NaN, +∞ gives +∞.</param>
    /// <remarks>ln x = k·ln 2 + 2·artanh(s), s = f/(2+f), 1+f in [√½, √2); the odd series of artanh up to s²³.</remarks>
    public static double Log(double x)
    {
        if (!(x > 0))
        {
            return x == 0 ? double.NegativeInfinity : double.NaN;
        }

        if (double.IsPositiveInfinity(x))
        {
            return x;
        }

        int k = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0; // 2^54 lifts a subnormal number into the normal range
            k = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            k++;
        }

        double f = m - 1;
        double s = f / (2 + f);
        double z = s * s;
        double r = z * (2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11 + z * (2.0 / 13 + z * (2.0 / 15
            + z * (2.0 / 17 + z * (2.0 / 19 + z * (2.0 / 21 + z * (2.0 / 23)))))))))));

        // 2s = f − s·f keeps the leading term f exact.
        return k * Ln2High + (f - (s * (f - r) - k * Ln2Low));
    }

    /// <summary>The exponential function.</summary>
    /// <param name="x">Argument; above 709.79 the result is +∞, below −745.14 it is 0, NaN gives NaN.</param>
    /// <remarks>eˣ = 2ᵏ·eʳ, |r| ≤ ½·ln 2; the power series of eʳ up to r¹³.</remarks>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (x > 709.79)
        {
            return double.PositiveInfinity;
        }

        if (x < -745.14)
        {
            return 0;
        }

        int k = (int)(x * InverseLn2 + (x < 0 ? -0.5 : 0.5));
        double high = x - k * Ln2High;
        double low = k * Ln2Low;
        double r = high - low;
        double q = 0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40320
            + r * (1.0 / 362880 + r * (1.0 / 3628800 + r * (1.0 / 39916800 + r * (1.0 / 479001600 + r * (1.0 / 6227020800.0)))))))))));
        double e = 1 + (high - (low - r * r * q));
        int first = k / 2;
        return e * PowerOfTwo(first) * PowerOfTwo(k - first);
    }

    /// <summary>The hyperbolic tangent, with an error below 3 units in the last place.</summary>
    /// <param name="x">Argument; ±∞ give ±1, NaN gives NaN.</param>
    public static double Tanh(double x)
    {
        double a = Math.Abs(x);
        if (!(a < 22))
        {
            return double.IsNaN(x) ? x : x > 0 ? 1 : -1;
        }

        double t;
        if (a < 0.35)
        {
            // Continued fraction x/(1+x²/(3+x²/(5+…))), without the cancellation of e²ˣ − 1 near 0.
            double z = a * a;
            double fraction = 21;
            for (int odd = 19; odd >= 1; odd -= 2)
            {
                fraction = odd + z / fraction;
            }

            t = a / fraction;
        }
        else
        {
            t = 1 - 2 / (Exp(2 * a) + 1);
        }

        return x < 0 ? -t : t;
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
