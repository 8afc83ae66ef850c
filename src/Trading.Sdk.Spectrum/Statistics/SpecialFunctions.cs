using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>The special functions behind windows and significance levels.</summary>
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

    /// <summary>Upper regularised incomplete gamma function Q(a, x): by its series or by its continued fraction (Lentz).</summary>
    public static double GammaQ(double a, double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        double scale = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (int i = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17 && i < 100_000; i++)
            {
                term *= x / (a + i);
                sum += term;
            }

            return 1 - (scale * sum);
        }

        double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
        for (int i = 1; i < 100_000; i++)
        {
            double an = -i * (i - a);
            b += 2;
            d = Nonzero((an * d) + b);
            c = Nonzero(b + (an / c));
            d = 1 / d;
            double delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < 1e-16)
            {
                break;
            }
        }

        return scale * h;
    }

    /// <summary>Regularised incomplete beta function I_x(a, b) by its continued fraction.</summary>
    public static double Beta(double a, double b, double x)
    {
        if (x <= 0)
        {
            return 0;
        }

        if (x >= 1)
        {
            return 1;
        }

        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2) ? front * BetaFraction(a, b, x) / a : 1 - (front * BetaFraction(b, a, 1 - x) / b);
    }

    /// <summary>P(X &gt; x) of a χ² variable.</summary>
    public static double ChiSquareUpper(double x, double degrees) => GammaQ(0.5 * degrees, 0.5 * x);

    /// <summary>Quantile of χ²: the solution of P(X ≤ x) = probability, by bisection on the logarithm and Newton's steps.</summary>
    public static double ChiSquareQuantile(double probability, double degrees)
    {
        if (probability <= 0)
        {
            return 0;
        }

        if (probability >= 1)
        {
            return double.PositiveInfinity;
        }

        double upper = 1 - probability;
        if (degrees == 2)
        {
            return -2 * Math.Log(upper);
        }

        double low = 0, high = degrees + 10;
        while (ChiSquareUpper(high, degrees) > upper)
        {
            low = high;
            high *= 2;
        }

        double a = 0.5 * degrees, norm = LogGamma(a), x = 0.5 * (low + high);
        for (int i = 0; i < 200; i++)
        {
            double error = ChiSquareUpper(x, degrees) - upper;
            if (error > 0)
            {
                low = x;
            }
            else
            {
                high = x;
            }

            double density = 0.5 * Math.Exp(((a - 1) * Math.Log(0.5 * x)) - (0.5 * x) - norm);
            double next = x + (error / density);
            if (!(next > low && next < high))
            {
                next = 0.5 * (low + high);
            }

            if (Math.Abs(next - x) <= 1e-15 * x)
            {
                return next;
            }

            x = next;
        }

        return x;
    }

    /// <summary>P(F &gt; f) of Fisher's F distribution.</summary>
    public static double FisherUpper(double f, double d1, double d2) => Beta(0.5 * d2, 0.5 * d1, d2 / (d2 + (d1 * f)));

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

    private static double BetaFraction(double a, double b, double x)
    {
        double c = 1, d = 1 / Nonzero(1 - ((a + b) * x / (a + 1))), h = d;
        for (int m = 1; m < 100_000; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Nonzero(1 + (even * d));
            c = Nonzero(1 + (even / c));
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Nonzero(1 + (odd * d));
            c = Nonzero(1 + (odd / c));
            double delta = d * c;
            h *= delta;
            if (Math.Abs(delta - 1) < 1e-16)
            {
                break;
            }
        }

        return h;
    }

    private static double Nonzero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;
}
