namespace Trading.Sdk.Microstructure;

/// <summary>
/// Minimises a function of a few parameters without derivatives and finishes with Newton steps on numerical ones.
/// J. Nelder, R. Mead, "A Simplex Method for Function Minimization", Computer Journal 7(4), 1965; restarted at its answer until that no longer moves.
/// </summary>
internal static class DownhillSimplex
{
    public static double[] Minimize(Objective f, ReadOnlySpan<double> start, ReadOnlySpan<double> steps, int restarts = 6, int iterations = 4000)
    {
        double[] best = start.ToArray();
        double bestValue = f(best);
        double[] size = steps.ToArray();
        for (int k = 0; k < restarts; k++)
        {
            double[] found = Once(f, best, size, iterations);
            double value = f(found);
            bool improved = value < bestValue - (1e-12 * Math.Max(1.0, Math.Abs(bestValue)));
            if (value <= bestValue)
            {
                best = found;
                bestValue = value;
            }

            if (!improved && k > 0)
            {
                break;
            }

            for (int i = 0; i < size.Length; i++)
            {
                size[i] *= 0.3;
            }
        }

        return Polish(f, best, steps);
    }

    /// <summary>Central-difference gradient.</summary>
    public static double[] Gradient(Objective f, ReadOnlySpan<double> x, ReadOnlySpan<double> h)
    {
        double[] at = x.ToArray();
        var gradient = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            at[i] = x[i] + h[i];
            double up = f(at);
            at[i] = x[i] - h[i];
            double down = f(at);
            at[i] = x[i];
            gradient[i] = (up - down) / (2.0 * h[i]);
        }

        return gradient;
    }

    /// <summary>Central-difference Hessian, row-major.</summary>
    public static double[] Hessian(Objective f, ReadOnlySpan<double> x, ReadOnlySpan<double> h)
    {
        int n = x.Length;
        double[] at = x.ToArray();
        var hessian = new double[n * n];
        double center = f(at);
        for (int i = 0; i < n; i++)
        {
            at[i] = x[i] + h[i];
            double up = f(at);
            at[i] = x[i] - h[i];
            double down = f(at);
            at[i] = x[i];
            hessian[(i * n) + i] = (up - (2.0 * center) + down) / (h[i] * h[i]);
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int corner = 0; corner < 4; corner++)
                {
                    int a = (corner & 1) == 0 ? 1 : -1, b = (corner & 2) == 0 ? 1 : -1;
                    at[i] = x[i] + (a * h[i]);
                    at[j] = x[j] + (b * h[j]);
                    sum += a * b * f(at);
                }

                at[i] = x[i];
                at[j] = x[j];
                hessian[(i * n) + j] = hessian[(j * n) + i] = sum / (4.0 * h[i] * h[j]);
            }
        }

        return hessian;
    }

    private static double[] Once(Objective f, double[] start, double[] steps, int iterations)
    {
        int n = start.Length;
        var points = new double[n + 1][];
        var values = new double[n + 1];
        for (int i = 0; i <= n; i++)
        {
            points[i] = [.. start];
            if (i > 0)
            {
                points[i][i - 1] += steps[i - 1];
            }

            values[i] = f(points[i]);
        }

        var center = new double[n];
        var trial = new double[n];
        for (int k = 0; k < iterations; k++)
        {
            Array.Sort(values, points);
            if (values[n] - values[0] <= 1e-14 * Math.Max(1.0, Math.Abs(values[0])))
            {
                break;
            }

            Array.Clear(center);
            for (int i = 0; i < n; i++)
            {
                for (int d = 0; d < n; d++)
                {
                    center[d] += points[i][d] / n;
                }
            }

            double reflected = Try(f, center, points[n], -1.0, trial);
            if (reflected < values[0])
            {
                double[] keep = [.. trial];
                double expanded = Try(f, center, points[n], -2.0, trial);
                Replace(points, values, n, expanded < reflected ? [.. trial] : keep, Math.Min(expanded, reflected));
            }
            else if (reflected < values[n - 1])
            {
                Replace(points, values, n, [.. trial], reflected);
            }
            else
            {
                double contracted = Try(f, center, points[n], reflected < values[n] ? -0.5 : 0.5, trial);
                if (contracted < Math.Min(reflected, values[n]))
                {
                    Replace(points, values, n, [.. trial], contracted);
                }
                else
                {
                    for (int i = 1; i <= n; i++)
                    {
                        for (int d = 0; d < n; d++)
                        {
                            points[i][d] = points[0][d] + (0.5 * (points[i][d] - points[0][d]));
                        }

                        values[i] = f(points[i]);
                    }
                }
            }
        }

        Array.Sort(values, points);
        return points[0];
    }

    private static double Try(Objective f, double[] center, double[] worst, double factor, double[] trial)
    {
        for (int d = 0; d < trial.Length; d++)
        {
            trial[d] = center[d] + (factor * (worst[d] - center[d]));
        }

        return f(trial);
    }

    private static void Replace(double[][] points, double[] values, int at, double[] point, double value)
    {
        points[at] = point;
        values[at] = value;
    }

    private static double[] Polish(Objective f, double[] x, ReadOnlySpan<double> steps)
    {
        int n = x.Length;
        var h = new double[n];
        for (int pass = 0; pass < 4; pass++)
        {
            for (int i = 0; i < n; i++)
            {
                h[i] = 1e-4 * Math.Max(Math.Abs(x[i]), 0.1 * Math.Abs(steps[i]));
            }

            double[] gradient = Gradient(f, x, h);
            double[] hessian = Hessian(f, x, h);
            double[]? step = LinearSystem.Solve(hessian, gradient, n);
            if (step is null || !step.All(double.IsFinite))
            {
                return x;
            }

            double[] next = [.. x];
            for (int i = 0; i < n; i++)
            {
                next[i] -= step[i];
            }

            if (!(f(next) < f(x)))
            {
                return x;
            }

            x = next;
        }

        return x;
    }
}
