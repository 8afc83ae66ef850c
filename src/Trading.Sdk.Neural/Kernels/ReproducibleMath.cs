using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>
/// Elementary functions in double precision from IEEE additions, multiplications and divisions alone (no fused operation,
/// no platform library), within about one unit in the last place: the same bits on every machine. The polynomials are the
/// minimax ones of fdlibm (Sun Microsystems, 1993).
/// </summary>
internal static class ReproducibleMath
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>exp(x); 0 below -745.2, infinity above 709.8.</summary>
    public static double Exp(double x)
    {
        if (!(x < 709.79))
        {
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        }

        if (x < -745.14)
        {
            return 0;
        }

        double n = Math.Floor((x * 1.44269504088896338700) + 0.5);
        double high = x - (n * Ln2High), low = n * Ln2Low;
        double r = high - low;
        double t = r * r;
        double c = r - (t * (1.66666666666666019037e-01 + (t * (-2.77777777770155933842e-03 + (t * (6.61375632143793436117e-05 + (t * (-1.65339022054652515390e-06 + (t * 4.13813679705723846039e-08)))))))));
        double y = 1 - (low - (r * c / (2 - c)) - high);
        int k = (int)n;
        if (k >= -1021)
        {
            return k == 1024 ? y * 2 * Power(1023) : y * Power(k);
        }

        return y * Power(k + 54) * Power(-54);
    }

    /// <summary>Natural logarithm; -infinity at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        int k = 0;
        if (bits < 0x0010_0000_0000_0000)
        {
            bits = BitConverter.DoubleToInt64Bits(x * 18014398509481984.0);
            k = -54;
        }

        k += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.41421356237309514547)
        {
            m *= 0.5;
            k++;
        }

        double f = m - 1;
        double s = f / (2 + f), z = s * s, w = z * z;
        double even = w * (3.999999999940941908e-01 + (w * (2.222219843214978396e-01 + (w * 1.531383769920937332e-01))));
        double odd = z * (6.666666666666735130e-01 + (w * (2.857142874366239149e-01 + (w * (1.818357216161805012e-01 + (w * 1.479819860511658591e-01))))));
        double half = 0.5 * f * f;
        return (k * Ln2High) - (half - ((s * (half + even + odd)) + (k * Ln2Low)) - f);
    }

    /// <summary>Sine and cosine; full accuracy for |x| below about 1e5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Sin, double Cos) SinCos(double x)
    {
        double n = Math.Floor((x * 6.36619772367581382433e-01) + 0.5);
        double r = x - (n * 1.57079632673412561417e+00), tail = n * 6.07710050650619224932e-11;
        double y = r - tail;
        double low = r - y - tail;
        double z = y * y;
        double sinPolynomial = 8.33333333332248946124e-03 + (z * (-1.98412698298579493134e-04 + (z * (2.75573137070700676789e-06 + (z * (-2.50507602534068634195e-08 + (z * 1.58969099521155010221e-10)))))));
        double sin = y + (low * (1 - (0.5 * z))) + (y * z * (-1.66666666666666324348e-01 + (z * sinPolynomial)));
        double cosPolynomial = 4.16666666666666019037e-02 + (z * (-1.38888888888741095749e-03 + (z * (2.48015872894767294178e-05 + (z * (-2.75573143513906633035e-07 + (z * (2.08757232129817482790e-09 + (z * -1.13596475577881948265e-11)))))))));
        double halfSquare = 0.5 * z, lead = 1 - halfSquare;
        double cos = lead + ((1 - lead - halfSquare) + ((z * z * cosPolynomial) - (y * low)));
        return ((int)(long)n & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>Hyperbolic tangent.</summary>
    public static double Tanh(double x)
    {
        double a = Math.Abs(x);
        if (a < 0.1)
        {
            double s = x * x;
            return x * (1 - (s * (1.0 / 3 - (s * (2.0 / 15 - (s * (17.0 / 315 - (s * (62.0 / 2835 - (s * (1382.0 / 155925 - (s * 21844.0 / 6081075))))))))))));
        }

        double t = 1 - (2 / (Exp(2 * Math.Min(a, 30)) + 1));
        return x < 0 ? -t : t;
    }

    /// <summary>log(1 + exp(x)).</summary>
    public static double Softplus(double x) => x > 0 ? x + LogOnePlus(Exp(-x)) : LogOnePlus(Exp(x));

    private static double LogOnePlus(double y)
    {
        double u = 1 + y;
        return u == 1 ? y : Log(u) * (y / (u - 1));
    }

    private static double Power(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
