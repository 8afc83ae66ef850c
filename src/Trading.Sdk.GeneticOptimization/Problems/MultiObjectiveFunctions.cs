namespace Trading.Sdk.GeneticOptimization;

/// <summary>Multi-objective test functions; constraints are feasible when ≤ 0.</summary>
internal static class MultiObjectiveFunctions
{
    /// <summary>Least first objective on the front of ZDT6.</summary>
    public const double Zdt6Least = 0.2807753191;

    public static IReadOnlyList<(double From, double To)> Zdt3Pieces { get; } =
    [
        (0, 0.0830015349), (0.182228728, 0.2577623634), (0.4093136748, 0.4538821041), (0.6183967944, 0.6525117038), (0.8233317983, 0.8518328654),
    ];

    public static void Zdt1(ReadOnlySpan<double> x, Span<double> f)
    {
        double g = ZdtG(x);
        f[0] = x[0];
        f[1] = g * (1 - Math.Sqrt(x[0] / g));
    }

    public static void Zdt2(ReadOnlySpan<double> x, Span<double> f)
    {
        double g = ZdtG(x), ratio = x[0] / g;
        f[0] = x[0];
        f[1] = g * (1 - (ratio * ratio));
    }

    public static void Zdt3(ReadOnlySpan<double> x, Span<double> f)
    {
        double g = ZdtG(x), ratio = x[0] / g;
        f[0] = x[0];
        f[1] = g * (1 - Math.Sqrt(ratio) - (ratio * Math.Sin(10 * Math.PI * x[0])));
    }

    public static void Zdt4(ReadOnlySpan<double> x, Span<double> f)
    {
        double g = 1 + (10.0 * (x.Length - 1));
        for (int i = 1; i < x.Length; i++)
        {
            g += (x[i] * x[i]) - (10 * Math.Cos(4 * Math.PI * x[i]));
        }

        f[0] = x[0];
        f[1] = g * (1 - Math.Sqrt(x[0] / g));
    }

    public static void Zdt6(ReadOnlySpan<double> x, Span<double> f)
    {
        double sum = 0;
        for (int i = 1; i < x.Length; i++)
        {
            sum += x[i];
        }

        double g = 1 + (9 * Math.Pow(sum / (x.Length - 1), 0.25)), s = Math.Sin(6 * Math.PI * x[0]);
        double s2 = s * s;
        f[0] = 1 - (Math.Exp(-4 * x[0]) * s2 * s2 * s2);
        double ratio = f[0] / g;
        f[1] = g * (1 - (ratio * ratio));
    }

    public static void Dtlz1(ReadOnlySpan<double> x, Span<double> f)
    {
        double g = x.Length - 2;
        for (int i = 2; i < x.Length; i++)
        {
            double t = x[i] - 0.5;
            g += (t * t) - Math.Cos(20 * Math.PI * t);
        }

        double half = 0.5 * (1 + (100 * g));
        f[0] = half * x[0] * x[1];
        f[1] = half * x[0] * (1 - x[1]);
        f[2] = half * (1 - x[0]);
    }

    public static void Dtlz2(ReadOnlySpan<double> x, Span<double> f)
    {
        double g = 0;
        for (int i = 2; i < x.Length; i++)
        {
            g += (x[i] - 0.5) * (x[i] - 0.5);
        }

        (double sinA, double cosA) = Math.SinCos(Math.PI / 2 * x[0]);
        (double sinB, double cosB) = Math.SinCos(Math.PI / 2 * x[1]);
        f[0] = (1 + g) * cosA * cosB;
        f[1] = (1 + g) * cosA * sinB;
        f[2] = (1 + g) * sinA;
    }

    public static void C1Dtlz1(ReadOnlySpan<double> x, Span<double> f, Span<double> g)
    {
        Dtlz1(x, f);
        g[0] = -(1 - (f[2] / 0.6) - ((f[0] + f[1]) / 0.5));
    }

    public static void C2Dtlz2(ReadOnlySpan<double> x, Span<double> f, Span<double> g)
    {
        const double Radius = 0.4;
        Dtlz2(x, f);
        double squares = (f[0] * f[0]) + (f[1] * f[1]) + (f[2] * f[2]), centre = 0, corner = double.PositiveInfinity;
        foreach (double v in f)
        {
            corner = Math.Min(corner, ((v - 1) * (v - 1)) + squares - (v * v) - (Radius * Radius));
            double d = v - (1 / Math.Sqrt(3));
            centre += d * d;
        }

        g[0] = Math.Min(corner, centre - (Radius * Radius));
    }

    public static void Bnh(ReadOnlySpan<double> x, Span<double> f, Span<double> g)
    {
        double a = x[0], b = x[1];
        f[0] = (4 * a * a) + (4 * b * b);
        f[1] = ((a - 5) * (a - 5)) + ((b - 5) * (b - 5));
        g[0] = ((a - 5) * (a - 5)) + (b * b) - 25;
        g[1] = 7.7 - ((a - 8) * (a - 8)) - ((b + 3) * (b + 3));
    }

    public static void Tnk(ReadOnlySpan<double> x, Span<double> f, Span<double> g)
    {
        double a = x[0], b = x[1];
        f[0] = a;
        f[1] = b;
        g[0] = -((a * a) + (b * b) - 1 - (0.1 * Math.Cos(16 * Math.Atan2(a, b))));
        g[1] = ((a - 0.5) * (a - 0.5)) + ((b - 0.5) * (b - 0.5)) - 0.5;
    }

    public static void Osy(ReadOnlySpan<double> x, Span<double> f, Span<double> g)
    {
        f[0] = -((25 * Square(x[0] - 2)) + Square(x[1] - 2) + Square(x[2] - 1) + Square(x[3] - 4) + Square(x[4] - 1));
        f[1] = SingleObjectiveFunctions.Sphere(x);
        g[0] = -(x[0] + x[1] - 2);
        g[1] = -(6 - x[0] - x[1]);
        g[2] = -(2 - x[1] + x[0]);
        g[3] = -(2 - x[0] + (3 * x[1]));
        g[4] = -(4 - Square(x[2] - 3) - x[3]);
        g[5] = -(Square(x[4] - 3) + x[5] - 4);
    }

    private static double Square(double v) => v * v;

    private static double ZdtG(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 1; i < x.Length; i++)
        {
            sum += x[i];
        }

        return 1 + (9 * sum / (x.Length - 1));
    }
}
