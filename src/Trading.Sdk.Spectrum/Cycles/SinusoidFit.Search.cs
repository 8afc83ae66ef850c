using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>The search for the frequency.</summary>
internal sealed unsafe partial class SinusoidFit
{
    /// <summary>The frequency of largest explained power near a bin: the maximum-likelihood estimate in white noise.</summary>
    public double Refine(double frequency)
    {
        double bin = 1.0 / n, best = frequency, bestPower = double.NegativeInfinity;
        for (int i = -2; i <= 2; i++)
        {
            double candidate = frequency + (0.5 * i * bin);
            if (candidate <= 0.25 * bin || candidate >= 0.5)
            {
                continue;
            }

            double power = Power(candidate, out _, out _);
            if (power > bestPower)
            {
                (best, bestPower) = (candidate, power);
            }
        }

        double low = Math.Max(best - (0.5 * bin), 0.1 * bin), high = Math.Min(best + (0.5 * bin), 0.5), tolerance = 1e-7 * bin;
        return low > bin && high < 0.5 - bin && Stationary(low, best, high, tolerance) is { } found ? found : Search(low, best, bestPower, high, tolerance);
    }

    // Inside half a bin of the best grid point the power is unimodal: the zero of its slope by secants, kept inside the bracket.
    private double? Stationary(double low, double start, double high, double tolerance)
    {
        double before = start, slopeBefore = Slope(start), at = start + (Math.Sign(slopeBefore) * 0.1 * (high - low));
        for (int i = 0; i < 12; i++)
        {
            if (slopeBefore > 0)
            {
                low = Math.Max(low, before);
            }
            else
            {
                high = Math.Min(high, before);
            }

            double slope = Slope(at), next = at - (slope * (at - before) / (slope - slopeBefore));
            (before, slopeBefore) = (at, slope);
            if (Math.Abs(next - at) < tolerance)
            {
                // A zero of the slope next to the bracket's end, or where the slope rises, is no maximum inside.
                return next > low && next < high ? next : null;
            }

            double least = slope > 0 ? Math.Max(low, at) : low, most = slope > 0 ? high : Math.Min(high, at);
            at = next > least && next < most ? next : 0.5 * (least + most);
        }

        return null;
    }

    // Parabolas through three points, with golden steps when they fail: for the ends of the band, and where secants do not settle.
    private double Search(double low, double best, double bestPower, double high, double tolerance)
    {
        double left = low, right = high, middle = best, fMiddle = bestPower;
        double fLeft = Power(left, out _, out _), fRight = Power(right, out _, out _);
        for (int i = 0; i < 60 && right - left > tolerance; i++)
        {
            double a = (middle - left) * (fMiddle - fRight), b = (middle - right) * (fMiddle - fLeft), divisor = 2 * (a - b);
            double next = divisor == 0 ? double.NaN : middle - ((((middle - left) * a) - ((middle - right) * b)) / divisor);
            if (!(next > left && next < right) || Math.Abs(next - middle) < 0.25 * tolerance || i % 4 == 3)
            {
                next = right - middle > middle - left ? middle + (0.381966 * (right - middle)) : middle - (0.381966 * (middle - left));
            }

            double f = Power(next, out _, out _);
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

    // The derivative of the explained power, by frequency in cycles per sample.
    private double Slope(double frequency)
    {
        double omega = 2 * Math.PI * frequency, sumCos, sumSin, slopeCos, slopeSin;
        if (Vector512.IsHardwareAccelerated)
        {
            Slopes<Lanes512<double>>(omega, out sumCos, out sumSin, out slopeCos, out slopeSin);
        }
        else if (Avx2.IsSupported)
        {
            Slopes<Lanes256<double>>(omega, out sumCos, out sumSin, out slopeCos, out slopeSin);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Slopes<Lanes128<double>>(omega, out sumCos, out sumSin, out slopeCos, out slopeSin);
        }
        else
        {
            Slopes<Lanes1<double>>(omega, out sumCos, out sumSin, out slopeCos, out slopeSin);
        }

        sumCos += centre;
        (double sinOmega, double cosOmega) = Math.SinCos(omega);
        (double sinAll, double cosAll) = Math.SinCos(n * omega);
        double beat = sinAll / sinOmega, turn = ((n * cosAll) - (beat * cosOmega)) / sinOmega;
        double cosine = sumCos / (0.5 * (n + beat)), sine = sumSin / (0.5 * (n - beat));
        return 2 * Math.PI * ((2 * ((cosine * slopeCos) + (sine * slopeSin))) - (0.5 * turn * ((cosine * cosine) - (sine * sine))));
    }

    // As Sums, with the sums' derivatives by ω: −Σ τ·e·sin and Σ τ·o·cos.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slopes<V>(double omega, out double sumCos, out double sumSin, out double slopeCos, out double slopeSin)
        where V : unmanaged, ILanes<V, double>
    {
        Start(omega, out V cos0, out V sin0, out V oneCos, out V oneSin, out _, out _);
        Turn(oneCos, oneSin, oneCos, oneSin, out V leapCos, out V leapSin);
        Turn(cos0, sin0, oneCos, oneSin, out V cos1, out V sin1);
        V zero = V.Broadcast(0), totalCos0 = zero, totalSin0 = zero, totalCos1 = zero, totalSin1 = zero, momentCos0 = zero, momentSin0 = zero, momentCos1 = zero, momentSin1 = zero;
        double* a = even.Pointer, b = odd.Pointer, c = evenMoment.Pointer, d = oddMoment.Pointer;
        int i = 0, count = V.Count;
        for (; i <= half - (2 * count); i += 2 * count)
        {
            totalCos0 = V.MultiplyAdd(V.Load(a + i), cos0, totalCos0);
            totalSin0 = V.MultiplyAdd(V.Load(b + i), sin0, totalSin0);
            momentSin0 = V.MultiplyAdd(V.Load(c + i), sin0, momentSin0);
            momentCos0 = V.MultiplyAdd(V.Load(d + i), cos0, momentCos0);
            totalCos1 = V.MultiplyAdd(V.Load(a + i + count), cos1, totalCos1);
            totalSin1 = V.MultiplyAdd(V.Load(b + i + count), sin1, totalSin1);
            momentSin1 = V.MultiplyAdd(V.Load(c + i + count), sin1, momentSin1);
            momentCos1 = V.MultiplyAdd(V.Load(d + i + count), cos1, momentCos1);
            Turn(cos0, sin0, leapCos, leapSin, out cos0, out sin0);
            Turn(cos1, sin1, leapCos, leapSin, out cos1, out sin1);
        }

        for (; i <= half - count; i += count)
        {
            totalCos0 = V.MultiplyAdd(V.Load(a + i), cos0, totalCos0);
            totalSin0 = V.MultiplyAdd(V.Load(b + i), sin0, totalSin0);
            momentSin0 = V.MultiplyAdd(V.Load(c + i), sin0, momentSin0);
            momentCos0 = V.MultiplyAdd(V.Load(d + i), cos0, momentCos0);
            Turn(cos0, sin0, oneCos, oneSin, out cos0, out sin0);
        }

        sumCos = V.Sum(totalCos0 + totalCos1);
        sumSin = V.Sum(totalSin0 + totalSin1);
        slopeCos = -V.Sum(momentSin0 + momentSin1);
        slopeSin = V.Sum(momentCos0 + momentCos1);
        double* cosines = stackalloc double[8], sines = stackalloc double[8];
        cos0.Store(cosines);
        sin0.Store(sines);
        for (int lane = 0; i < half; i++, lane++)
        {
            sumCos += a[i] * cosines[lane];
            sumSin += b[i] * sines[lane];
            slopeCos -= c[i] * sines[lane];
            slopeSin += d[i] * cosines[lane];
        }

        GC.KeepAlive(this);
    }
}
