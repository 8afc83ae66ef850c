namespace Trading.Sdk.Statistics;

/// <summary>
/// Regularised incomplete gamma and beta functions. Their leading factors are Loader's saddle-point forms of the Poisson and
/// binomial probabilities, which keep full relative accuracy where differences of log-gammas would cancel (10⁵ degrees of freedom and more).
/// </summary>
/// <remarks>Source: C. Loader (2000), Fast and accurate computation of binomial probabilities; continued fractions by Lentz's method.</remarks>
internal static class IncompleteFunctions
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private const int MaxTerms = 1_000_000;

    /// <summary>ln Γ(n+1) − (n+½) ln n + n − ½ ln 2π, the error of Stirling's formula.</summary>
    public static double StirlingError(double n)
    {
        double shift = 0;
        while (n < 16)
        {
            shift += (n + 0.5) * LogOnePlus(1 / n) - 1;
            n++;
        }

        double s = 1 / (n * n);
        return shift + (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * (691.0 / 360360)))))) / n;
    }

    /// <summary>ln(1+x) for x &gt; −1, accurate near 0 (the platform's form rounds 1+x first).</summary>
    public static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>x·ln(x/m) + m − x without cancellation near x = m.</summary>
    public static double Deviance(double x, double m)
    {
        if (x == 0)
        {
            return m;
        }

        if (Math.Abs(x - m) < 0.1 * (x + m))
        {
            double v = (x - m) / (x + m);
            double s = (x - m) * v;
            double e = 2 * x * v;
            v *= v;
            for (int j = 1; j < 1000; j++)
            {
                e *= v;
                double next = s + e / (2 * j + 1);
                if (next == s)
                {
                    break;
                }

                s = next;
            }

            return s;
        }

        return x * Math.Log(x / m) + m - x;
    }

    /// <summary>e^(−m)·m^x/Γ(x+1) for real x ≥ 0.</summary>
    public static double PoissonTerm(double x, double m)
    {
        if (m == 0)
        {
            return x == 0 ? 1 : 0;
        }

        return x == 0 ? Math.Exp(-m) : Math.Exp(-StirlingError(x) - Deviance(x, m) - HalfLogTwoPi - 0.5 * Math.Log(x));
    }

    /// <summary>Γ(n+1)/(Γ(x+1)Γ(n−x+1))·p^x·q^(n−x) for real 0 ≤ x ≤ n, p + q = 1.</summary>
    public static double BinomialTerm(double x, double n, double p, double q)
    {
        if (p == 0)
        {
            return x == 0 ? 1 : 0;
        }

        if (q == 0)
        {
            return x == n ? 1 : 0;
        }

        double rest = n - x;
        if (x == 0)
        {
            return n == 0 ? 1 : Math.Exp(p < 0.1 ? -Deviance(n, n * q) - n * p : n * Math.Log(q));
        }

        if (rest == 0)
        {
            return Math.Exp(q < 0.1 ? -Deviance(n, n * p) - n * q : n * Math.Log(p));
        }

        double c = StirlingError(n) - StirlingError(x) - StirlingError(rest) - Deviance(x, n * p) - Deviance(rest, n * q);
        return Math.Exp(c - HalfLogTwoPi - 0.5 * (Math.Log(x) + LogOnePlus(-x / n)));
    }

    /// <summary>P(a, x) and Q(a, x) = 1 − P, each with its own relative accuracy.</summary>
    public static (double Lower, double Upper) Gamma(double a, double x)
    {
        if (x <= 0)
        {
            return (0, 1);
        }

        if (double.IsPositiveInfinity(x))
        {
            return (1, 0);
        }

        double term = PoissonTerm(a, x);
        if (x < a + 1)
        {
            double sum = 1, t = 1;
            for (int i = 1; i < MaxTerms; i++)
            {
                t *= x / (a + i);
                sum += t;
                if (t < sum * 1e-17)
                {
                    break;
                }
            }

            double lower = Math.Min(1, term * sum);
            return (lower, 1 - lower);
        }

        double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
        for (int i = 1; i < MaxTerms; i++)
        {
            double numerator = -i * (i - a);
            b += 2;
            d = NotZero(numerator * d + b);
            c = NotZero(b + numerator / c);
            d = 1 / d;
            double factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) < 1e-16)
            {
                break;
            }
        }

        double upper = Math.Min(1, term * a * h);
        return (1 - upper, upper);
    }

    /// <summary>I_x(a, b) and 1 − I_x(a, b), each with its own relative accuracy; <paramref name="y"/> = 1 − <paramref name="x"/> given exactly.</summary>
    public static (double Lower, double Upper) Beta(double a, double b, double x, double y)
    {
        if (x <= 0)
        {
            return (0, 1);
        }

        if (y <= 0)
        {
            return (1, 0);
        }

        if (x <= (a + 1) / (a + b + 2))
        {
            double lower = Math.Min(1, BinomialTerm(a, a + b, x, y) * b / (a + b) * BetaFraction(a, b, x));
            return (lower, 1 - lower);
        }

        double upper = Math.Min(1, BinomialTerm(b, a + b, y, x) * a / (a + b) * BetaFraction(b, a, y));
        return (1 - upper, upper);
    }

    /// <summary>The root of an increasing function by bisection down to neighbouring numbers.</summary>
    public static double Invert(Func<double, double> increasing, double target, double low, double high)
    {
        for (int i = 0; i < 2200; i++)
        {
            double middle = low + 0.5 * (high - low);
            if (middle <= low || middle >= high)
            {
                break;
            }

            if (increasing(middle) < target)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low + 0.5 * (high - low);
    }

    private static double BetaFraction(double a, double b, double x)
    {
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), h = d;
        for (int m = 1; m < MaxTerms; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            double factor = d * c;
            h *= factor;
            if (Math.Abs(factor - 1) < 1e-16)
            {
                break;
            }
        }

        return h;
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;
}
