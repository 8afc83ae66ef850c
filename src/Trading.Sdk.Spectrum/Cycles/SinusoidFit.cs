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

            // Four rotations side by side: one alone would wait for itself.
            (double stepSin, double stepCos) = Math.SinCos(omega * width);
            (double leapSin, double leapCos) = Math.SinCos(omega * 4 * width);
            Vector<double> turnCos = new(leapCos), turnSin = new(leapSin), oneCos = new(stepCos), oneSin = new(stepSin);
            Vector<double> cos0 = new(c), sin0 = new(s);
            Vector<double> cos1 = (cos0 * oneCos) - (sin0 * oneSin), sin1 = (sin0 * oneCos) + (cos0 * oneSin);
            Vector<double> cos2 = (cos1 * oneCos) - (sin1 * oneSin), sin2 = (sin1 * oneCos) + (cos1 * oneSin);
            Vector<double> cos3 = (cos2 * oneCos) - (sin2 * oneSin), sin3 = (sin2 * oneCos) + (cos2 * oneSin);
            Vector<double> totalCos0 = Vector<double>.Zero, totalSin0 = totalCos0, totalCos1 = totalCos0, totalSin1 = totalCos0;
            for (; i <= n - (4 * width); i += 4 * width)
            {
                Vector<double> a = new(x[i..]), b = new(x[(i + width)..]), d = new(x[(i + (2 * width))..]), e = new(x[(i + (3 * width))..]);
                totalCos0 += (a * cos0) + (d * cos2);
                totalSin0 += (a * sin0) + (d * sin2);
                totalCos1 += (b * cos1) + (e * cos3);
                totalSin1 += (b * sin1) + (e * sin3);
                (cos0, sin0) = ((cos0 * turnCos) - (sin0 * turnSin), (sin0 * turnCos) + (cos0 * turnSin));
                (cos1, sin1) = ((cos1 * turnCos) - (sin1 * turnSin), (sin1 * turnCos) + (cos1 * turnSin));
                (cos2, sin2) = ((cos2 * turnCos) - (sin2 * turnSin), (sin2 * turnCos) + (cos2 * turnSin));
                (cos3, sin3) = ((cos3 * turnCos) - (sin3 * turnSin), (sin3 * turnCos) + (cos3 * turnSin));
            }

            for (; i <= n - width; i += width)
            {
                var value = new Vector<double>(x[i..]);
                totalCos0 += value * cos0;
                totalSin0 += value * sin0;
                (cos0, sin0, cos1, sin1) = (cos1, sin1, cos2, sin2);
            }

            sumCos = Vector.Sum(totalCos0 + totalCos1);
            sumSin = Vector.Sum(totalSin0 + totalSin1);
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
