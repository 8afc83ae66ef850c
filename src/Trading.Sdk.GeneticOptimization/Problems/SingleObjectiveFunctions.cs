namespace Trading.Sdk.GeneticOptimization;

/// <summary>Single-objective test functions, minimum 0 at the origin unless said.</summary>
internal static class SingleObjectiveFunctions
{
    public static double Sphere(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x)
        {
            sum += v * v;
        }

        return sum;
    }

    /// <summary>Minimum 0 at (1, …, 1).</summary>
    public static double Rosenbrock(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double a = x[i + 1] - (x[i] * x[i]), b = 1 - x[i];
            sum += (100 * a * a) + (b * b);
        }

        return sum;
    }

    public static double Rastrigin(ReadOnlySpan<double> x)
    {
        double sum = 10.0 * x.Length;
        foreach (double v in x)
        {
            sum += (v * v) - (10 * Math.Cos(2 * Math.PI * v));
        }

        return sum;
    }

    public static double Ackley(ReadOnlySpan<double> x)
    {
        double square = 0, cosine = 0;
        foreach (double v in x)
        {
            square += v * v;
            cosine += Math.Cos(2 * Math.PI * v);
        }

        return (-20 * Math.Exp(-0.2 * Math.Sqrt(square / x.Length))) - Math.Exp(cosine / x.Length) + 20 + Math.E;
    }

    /// <summary>About 0 at 420.9687462275036 in every coordinate.</summary>
    public static double Schwefel(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double v in x)
        {
            sum += v * Math.Sin(Math.Sqrt(Math.Abs(v)));
        }

        return (418.9829 * x.Length) - sum;
    }

    public static double Griewank(ReadOnlySpan<double> x)
    {
        double sum = 0, product = 1;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[i];
            product *= Math.Cos(x[i] / Math.Sqrt(i + 1));
        }

        return 1 + (sum / 4000) - product;
    }

    public static double Ellipsoid(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += Math.Pow(10, x.Length == 1 ? 0 : 6.0 * i / (x.Length - 1)) * x[i] * x[i];
        }

        return sum;
    }
}
