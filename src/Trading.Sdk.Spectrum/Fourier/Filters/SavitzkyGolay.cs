namespace Trading.Sdk.Spectrum;

/// <summary>Smoothing and derivatives by least-squares polynomials in a moving window (Savitzky and Golay 1964). Centred, therefore not causal.</summary>
public sealed class SavitzkyGolay
{
    private readonly double[][] rows;
    private readonly int half;

    /// <summary>Plans a filter.</summary>
    /// <param name="windowLength">Odd, above the degree.</param>
    /// <param name="degree">Degree of the polynomial, at least 0.</param>
    /// <param name="derivative">0 for smoothing; above the degree gives zeros. Default 0.</param>
    /// <param name="spacing">Distance of samples, above 0, for derivatives. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public SavitzkyGolay(int windowLength, int degree, int derivative = 0, double spacing = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfNegative(derivative);
        Require.FinitePositive(spacing);
        if (windowLength % 2 == 0 || windowLength <= degree)
        {
            throw new ArgumentOutOfRangeException(nameof(windowLength), windowLength, $"An odd length above the degree {degree} is required.");
        }

        half = windowLength / 2;
        rows = new double[windowLength][];
        double[][] basis = Orthonormal(windowLength, degree, out double[][] polynomials);

        // Row p: weights of the window's samples for the fitted polynomial (or its derivative) at place p of the window.
        double unit = Math.Pow(1 / (Math.Max(half, 1) * spacing), derivative);
        for (int p = 0; p < windowLength; p++)
        {
            rows[p] = new double[windowLength];
            double u = (p - half) / (double)Math.Max(half, 1);
            for (int j = 0; j <= degree; j++)
            {
                double value = Derivative(polynomials[j], derivative, u) * unit;
                for (int i = 0; i < windowLength; i++)
                {
                    rows[p][i] += value * basis[j][i];
                }
            }
        }
    }

    /// <summary>Samples of the window.</summary>
    public int WindowLength => rows.Length;

    /// <summary>Filters.</summary>
    /// <param name="signal">Samples, oldest first; for interpolated edges at least a window.</param>
    /// <param name="output">Receives as many; may not overlap the signal.</param>
    /// <param name="edge">What happens at the ends. Default interpolation.</param>
    /// <exception cref="ArgumentException">The signal is empty or too short, or the output too short.</exception>
    public void Filter(ReadOnlySpan<double> signal, Span<double> output, SmoothingEdge edge = SmoothingEdge.Interpolate)
    {
        int n = signal.Length;
        Require.AtLeast(n, edge == SmoothingEdge.Interpolate ? WindowLength : 1, nameof(signal));
        Require.AtLeast(output.Length, n, nameof(output));
        double[] middle = rows[half];
        for (int t = 0; t < n; t++)
        {
            double sum = 0;
            if (t >= half && t < n - half)
            {
                for (int i = 0; i < middle.Length; i++)
                {
                    sum += middle[i] * signal[t - half + i];
                }
            }
            else if (edge == SmoothingEdge.Interpolate)
            {
                int start = t < half ? 0 : n - WindowLength;
                double[] row = rows[t - start];
                for (int i = 0; i < row.Length; i++)
                {
                    sum += row[i] * signal[start + i];
                }
            }
            else
            {
                for (int i = 0; i < middle.Length; i++)
                {
                    sum += middle[i] * Beyond(signal, t - half + i, edge);
                }
            }

            output[t] = sum;
        }
    }

    private static double Beyond(ReadOnlySpan<double> x, int index, SmoothingEdge edge) => edge switch
    {
        SmoothingEdge.Mirror => ExtendedSignal.At(x, index, SignalExtension.Reflect),
        SmoothingEdge.Nearest => ExtendedSignal.At(x, index, SignalExtension.Constant),
        SmoothingEdge.Wrap => ExtendedSignal.At(x, index, SignalExtension.Periodic),
        _ => ExtendedSignal.At(x, index, SignalExtension.Zero),
    };

    // Gram's polynomials on the window's places by Gram–Schmidt with one repetition, as values and as coefficients.
    private static double[][] Orthonormal(int count, int degree, out double[][] polynomials)
    {
        int middle = count / 2;
        var values = new double[degree + 1][];
        polynomials = new double[degree + 1][];
        for (int j = 0; j <= degree; j++)
        {
            var v = new double[count];
            var c = new double[degree + 1];
            for (int i = 0; i < count; i++)
            {
                v[i] = j == 0 ? 1 : values[j - 1][i] * (i - middle) / Math.Max(middle, 1);
            }

            if (j == 0)
            {
                c[0] = 1;
            }
            else
            {
                polynomials[j - 1].AsSpan(0, degree).CopyTo(c.AsSpan(1));
            }

            for (int repeat = 0; repeat < 2; repeat++)
            {
                for (int k = 0; k < j; k++)
                {
                    double dot = 0;
                    for (int i = 0; i < count; i++)
                    {
                        dot += v[i] * values[k][i];
                    }

                    for (int i = 0; i < count; i++)
                    {
                        v[i] -= dot * values[k][i];
                    }

                    for (int i = 0; i <= degree; i++)
                    {
                        c[i] -= dot * polynomials[k][i];
                    }
                }
            }

            double norm = Math.Sqrt(v.Sum(x => x * x));
            values[j] = [.. v.Select(x => x / norm)];
            polynomials[j] = [.. c.Select(x => x / norm)];
        }

        return values;
    }

    private static double Derivative(double[] polynomial, int order, double u)
    {
        double sum = 0;
        for (int i = polynomial.Length - 1; i >= order; i--)
        {
            double factor = polynomial[i];
            for (int k = 0; k < order; k++)
            {
                factor *= i - k;
            }

            sum = (sum * u) + factor;
        }

        return sum;
    }
}
