using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>The special functions that Trading.Sdk.Statistics has no public form of.</summary>
internal static class SpecialFunctions
{
    // Lanczos coefficients for g = 607/128 (Godfrey 2001): relative error below 1e-15 for positive arguments.
    private static readonly double[] Lanczos =
    [
        0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174, -0.49191381609762019978,
        0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4, 0.15808870322491248884e-3,
        -0.21026444172410488319e-3, 0.21743961811521264320e-3, -0.16431810653676389022e-3, 0.84418223983852743293e-4,
        -0.26190838401581408670e-4, 0.36899182659531622704e-5,
    ];

    public static double LogGamma(double x)
    {
        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x + i);
        }

        double t = x + (607.0 / 128.0) + 0.5;
        return ((x + 0.5) * Math.Log(t)) - t + Math.Log(2.5066282746310005024 * sum / x);
    }

    /// <summary>Modified Bessel function I0 by its power series, whose terms are all positive; for |x| ≤ 700.</summary>
    public static double BesselI0(double x)
    {
        double quarter = 0.25 * x * x, term = 1, sum = 1;
        for (int k = 1; term > sum * 1e-18; k++)
        {
            term *= quarter / ((double)k * k);
            sum += term;
        }

        return sum;
    }

    /// <summary>
    /// P(g &gt; observed) of Fisher's test for the largest of m periodogram values (Fisher 1929):
    /// Σ_j (−1)^(j+1) C(m, j) (1 − j·g)^(m−1) over j·g &lt; 1. The sum cancels by up to m bits, so it is taken in integers of m + 128 bits.
    /// </summary>
    public static double FisherG(double g, int m)
    {
        int bits = m + 128;
        BigInteger one = BigInteger.One << bits, sum = BigInteger.Zero, choose = BigInteger.One;
        for (int j = 1; j <= m; j++)
        {
            choose = choose * (m - j + 1) / j;
            BigInteger rest = one - (j * ToFixed(g, bits));
            if (rest.Sign <= 0)
            {
                break;
            }

            BigInteger term = choose * Power(rest, m - 1, bits);
            sum = j % 2 == 1 ? sum + term : sum - term;
        }

        return Math.Clamp((double)(sum >> (bits - 70)) / Math.Pow(2, 70), 0, 1);
    }

    private static BigInteger ToFixed(double value, int bits)
    {
        long raw = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((raw >> 52) & 0x7FF);
        BigInteger mantissa = (raw & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int shift = bits + Math.Max(exponent, 1) - 1075;
        return shift >= 0 ? mantissa << shift : mantissa >> -shift;
    }

    private static BigInteger Power(BigInteger value, int exponent, int bits)
    {
        BigInteger result = BigInteger.One << bits;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = (result * value) >> bits;
            }

            value = (value * value) >> bits;
        }

        return result;
    }
}
