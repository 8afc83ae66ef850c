using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Least-squares fits of one sinusoid. Times count from the middle of the series, where cosine and sine are orthogonal exactly,
/// so that the explained power has a closed form at every frequency (Bretthorst 1988, ch. 2).
/// </summary>
internal static class SinusoidFit
{
    /// <summary>Explained sum of squares at a frequency in cycles per sample; amplitudes of cosine and sine about the middle.</summary>
    public static double Power(ReadOnlySpan<double> x, double frequency, out double cosine, out double sine)
    {
        int n = x.Length, width = Vector<double>.Count;
        double omega = 2 * Math.PI * frequency, middle = 0.5 * (n - 1);
        double sumCos = 0, sumSin = 0;
        int i = 0;
        if (n >= 4 * width)
        {
            Span<double> c = stackalloc double[width], s = stackalloc double[width];
            for (int lane = 0; lane < width; lane++)
            {
                (s[lane], c[lane]) = Math.SinCos(omega * (lane - middle));
            }

            (double stepSin, double stepCos) = Math.SinCos(omega * width);
            Vector<double> cos = new(c), sin = new(s), turnCos = new(stepCos), turnSin = new(stepSin);
            Vector<double> totalCos = Vector<double>.Zero, totalSin = Vector<double>.Zero;
            for (; i <= n - width; i += width)
            {
                var value = new Vector<double>(x[i..]);
                totalCos += value * cos;
                totalSin += value * sin;
                Vector<double> next = (cos * turnCos) - (sin * turnSin);
                sin = (sin * turnCos) + (cos * turnSin);
                cos = next;
            }

            sumCos = Vector.Sum(totalCos);
            sumSin = Vector.Sum(totalSin);
        }

        for (; i < n; i++)
        {
            (double s, double c) = Math.SinCos(omega * (i - middle));
            sumCos += x[i] * c;
            sumSin += x[i] * s;
        }

        double sinOmega = Math.Sin(omega), beat = Math.Abs(sinOmega) < 1e-12 ? n * Math.Cos(omega * (n - 1)) : Math.Sin(n * omega) / sinOmega;
        double cosNorm = 0.5 * (n + beat), sinNorm = 0.5 * (n - beat);
        cosine = cosNorm > 1e-9 * n ? sumCos / cosNorm : 0;
        sine = sinNorm > 1e-9 * n ? sumSin / sinNorm : 0;
        return (sumCos * cosine) + (sumSin * sine);
    }

    /// <summary>The frequency of largest explained power near a bin: the maximum-likelihood estimate in white noise.</summary>
    public static double Refine(ReadOnlySpan<double> x, double frequency)
    {
        double bin = 1.0 / x.Length, best = frequency, bestPower = double.NegativeInfinity;
        for (int i = -2; i <= 2; i++)
        {
            double candidate = frequency + (0.5 * i * bin);
            if (candidate <= 0.25 * bin || candidate >= 0.5)
            {
                continue;
            }

            double power = Power(x, candidate, out _, out _);
            if (power > bestPower)
            {
                (best, bestPower) = (candidate, power);
            }
        }

        // Inside half a bin of the best grid point the power is unimodal: parabolas through three points, with golden steps when they fail.
        double low = Math.Max(best - (0.5 * bin), 0.1 * bin), high = Math.Min(best + (0.5 * bin), 0.5), tolerance = 1e-7 * bin;
        double left = low, right = high, middle = best, fMiddle = bestPower;
        double fLeft = Power(x, left, out _, out _), fRight = Power(x, right, out _, out _);
        for (int i = 0; i < 60 && right - left > tolerance; i++)
        {
            double a = (middle - left) * (fMiddle - fRight), b = (middle - right) * (fMiddle - fLeft), divisor = 2 * (a - b);
            double next = divisor == 0 ? double.NaN : middle - ((((middle - left) * a) - ((middle - right) * b)) / divisor);
            if (!(next > left && next < right) || Math.Abs(next - middle) < 0.25 * tolerance || i % 4 == 3)
            {
                next = right - middle > middle - left ? middle + (0.381966 * (right - middle)) : middle - (0.381966 * (middle - left));
            }

            double f = Power(x, next, out _, out _);
            if (f > fMiddle)
            {
                if (next > middle)
                {
                    (left, fLeft) = (middle, fMiddle);
                }
                else
                {
                    (right, fRight) = (middle, fMiddle);
                }

                if (Math.Abs(next - middle) < tolerance)
                {
                    return next;
                }

                (middle, fMiddle) = (next, f);
            }
            else if (next > middle)
            {
                (right, fRight) = (next, f);
            }
            else
            {
                (left, fLeft) = (next, f);
            }
        }

        return middle;
    }

    /// <summary>Takes the fitted sinusoid out of a series.</summary>
    public static void Subtract(Span<double> x, double frequency, double cosine, double sine)
    {
        double omega = 2 * Math.PI * frequency, middle = 0.5 * (x.Length - 1);
        (double turnSin, double turnCos) = Math.SinCos(omega);
        double s = 0, c = 0;
        for (int i = 0; i < x.Length; i++)
        {
            // The recurrence starts afresh now and then: its rounding error grows with the number of steps.
            if ((i & 255) == 0)
            {
                (s, c) = Math.SinCos(omega * (i - middle));
            }

            x[i] -= (cosine * c) + (sine * s);
            (s, c) = ((s * turnCos) + (c * turnSin), (c * turnCos) - (s * turnSin));
        }
    }
}
