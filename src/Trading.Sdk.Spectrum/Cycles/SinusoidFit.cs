using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Least-squares fits of one sinusoid to series of one length. Times count from the middle of the series, where cosine and sine are
/// orthogonal exactly, so that the explained power has a closed form at every frequency (Bretthorst 1988, ch. 2). The series is folded
/// about its middle once: cosines see only the sums of opposite samples, sines only their differences. Holds working memory: one user at a time.
/// </summary>
internal sealed unsafe class SinusoidFit
{
    private readonly int n;
    private readonly int half;
    private readonly double offset;
    private readonly AlignedBuffer<double> even;
    private readonly AlignedBuffer<double> odd;
    private readonly AlignedBuffer<double> evenMoment;
    private readonly AlignedBuffer<double> oddMoment;
    private double centre;

    public SinusoidFit(int length)
    {
        n = length;
        half = length / 2;
        offset = length % 2 == 0 ? 0.5 : 1;
        even = new AlignedBuffer<double>(half + 8);
        odd = new AlignedBuffer<double>(half + 8);
        evenMoment = new AlignedBuffer<double>(half + 8);
        oddMoment = new AlignedBuffer<double>(half + 8);
    }

    /// <summary>Takes the series of which the next calls speak.</summary>
    public void Load(ReadOnlySpan<double> x)
    {
        Require.Length(x.Length, n, nameof(x));
        centre = n % 2 == 0 ? 0 : x[half];
        fixed (double* first = x)
        {
            int i = Vector512.IsHardwareAccelerated ? Fold<Lanes512<double>>(first)
                : Avx2.IsSupported ? Fold<Lanes256<double>>(first)
                : Vector128.IsHardwareAccelerated ? Fold<Lanes128<double>>(first) : 0;
            for (; i < half; i++)
            {
                double right = first[n - half + i], left = first[half - 1 - i];
                even.Pointer[i] = right + left;
                odd.Pointer[i] = right - left;
                evenMoment.Pointer[i] = (i + offset) * (right + left);
                oddMoment.Pointer[i] = (i + offset) * (right - left);
            }
        }
    }

    /// <summary>Explained sum of squares at a frequency in cycles per sample; amplitudes of cosine and sine about the middle.</summary>
    public double Power(double frequency, out double cosine, out double sine)
    {
        double omega = 2 * Math.PI * frequency, sumCos, sumSin;
        if (Vector512.IsHardwareAccelerated)
        {
            Sums<Lanes512<double>>(omega, out sumCos, out sumSin);
        }
        else if (Avx2.IsSupported)
        {
            Sums<Lanes256<double>>(omega, out sumCos, out sumSin);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Sums<Lanes128<double>>(omega, out sumCos, out sumSin);
        }
        else
        {
            Sums<Lanes1<double>>(omega, out sumCos, out sumSin);
        }

        sumCos += centre;
        double sinOmega = Math.Sin(omega), beat = Math.Abs(sinOmega) < 1e-12 ? n * Math.Cos(omega * (n - 1)) : Math.Sin(n * omega) / sinOmega;
        double cosNorm = 0.5 * (n + beat), sinNorm = 0.5 * (n - beat);
        cosine = cosNorm > 1e-9 * n ? sumCos / cosNorm : 0;
        sine = sinNorm > 1e-9 * n ? sumSin / sinNorm : 0;
        return (sumCos * cosine) + (sumSin * sine);
    }

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

    /// <summary>Takes a sinusoid about the middle out of a series of the length.</summary>
    public void Subtract(Span<double> x, double frequency, double cosine, double sine)
    {
        fixed (double* first = x)
        {
            double omega = 2 * Math.PI * frequency;
            if (n % 2 != 0)
            {
                first[half] -= cosine;
            }

            if (Vector512.IsHardwareAccelerated)
            {
                Subtract<Lanes512<double>>(first, omega, cosine, sine);
            }
            else if (Avx2.IsSupported)
            {
                Subtract<Lanes256<double>>(first, omega, cosine, sine);
            }
            else if (Vector128.IsHardwareAccelerated)
            {
                Subtract<Lanes128<double>>(first, omega, cosine, sine);
            }
            else
            {
                Subtract<Lanes1<double>>(first, omega, cosine, sine);
            }
        }
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Fold<V>(double* x)
        where V : unmanaged, ILanes<V, double>
    {
        double* right = x + n - half, left = x + half;
        double* ramp = stackalloc double[8];
        for (int lane = 0; lane < V.Count; lane++)
        {
            ramp[lane] = lane + offset;
        }

        V time = V.Load(ramp), step = V.Broadcast(V.Count);
        int i = 0;
        for (; i <= half - V.Count; i += V.Count)
        {
            V a = V.Load(right + i), b = V.Reverse(V.Load(left - i - V.Count)), sum = a + b, difference = a - b;
            sum.Store(even.Pointer + i);
            difference.Store(odd.Pointer + i);
            (sum * time).Store(evenMoment.Pointer + i);
            (difference * time).Store(oddMoment.Pointer + i);
            time += step;
        }

        return i;
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

    // Four rotations side by side: one alone would wait for itself. Where the pairs end inside a vector, the last one is cut.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sums<V>(double omega, out double sumCos, out double sumSin)
        where V : unmanaged, ILanes<V, double>
    {
        Start(omega, out V cos0, out V sin0, out V oneCos, out V oneSin, out V leapCos, out V leapSin);
        Turn(cos0, sin0, oneCos, oneSin, out V cos1, out V sin1);
        Turn(cos1, sin1, oneCos, oneSin, out V cos2, out V sin2);
        Turn(cos2, sin2, oneCos, oneSin, out V cos3, out V sin3);
        V totalCos0 = V.Broadcast(0), totalSin0 = totalCos0, totalCos1 = totalCos0, totalSin1 = totalCos0;
        double* a = even.Pointer, b = odd.Pointer;
        int i = 0, count = V.Count;
        for (; i <= half - (4 * count); i += 4 * count)
        {
            totalCos0 = V.MultiplyAdd(V.Load(a + i), cos0, totalCos0);
            totalSin0 = V.MultiplyAdd(V.Load(b + i), sin0, totalSin0);
            totalCos1 = V.MultiplyAdd(V.Load(a + i + count), cos1, totalCos1);
            totalSin1 = V.MultiplyAdd(V.Load(b + i + count), sin1, totalSin1);
            totalCos0 = V.MultiplyAdd(V.Load(a + i + (2 * count)), cos2, totalCos0);
            totalSin0 = V.MultiplyAdd(V.Load(b + i + (2 * count)), sin2, totalSin0);
            totalCos1 = V.MultiplyAdd(V.Load(a + i + (3 * count)), cos3, totalCos1);
            totalSin1 = V.MultiplyAdd(V.Load(b + i + (3 * count)), sin3, totalSin1);
            Turn(cos0, sin0, leapCos, leapSin, out cos0, out sin0);
            Turn(cos1, sin1, leapCos, leapSin, out cos1, out sin1);
            Turn(cos2, sin2, leapCos, leapSin, out cos2, out sin2);
            Turn(cos3, sin3, leapCos, leapSin, out cos3, out sin3);
        }

        for (; i <= half - count; i += count)
        {
            totalCos0 = V.MultiplyAdd(V.Load(a + i), cos0, totalCos0);
            totalSin0 = V.MultiplyAdd(V.Load(b + i), sin0, totalSin0);
            Turn(cos0, sin0, oneCos, oneSin, out cos0, out sin0);
        }

        sumCos = V.Sum(totalCos0 + totalCos1);
        sumSin = V.Sum(totalSin0 + totalSin1);
        double* cosines = stackalloc double[8], sines = stackalloc double[8];
        cos0.Store(cosines);
        sin0.Store(sines);
        for (int lane = 0; i < half; i++, lane++)
        {
            sumCos += a[i] * cosines[lane];
            sumSin += b[i] * sines[lane];
        }

        GC.KeepAlive(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Subtract<V>(double* x, double omega, double cosine, double sine)
        where V : unmanaged, ILanes<V, double>
    {
        Start(omega, out V cos0, out V sin0, out V oneCos, out V oneSin, out _, out _);
        Turn(oneCos, oneSin, oneCos, oneSin, out V leapCos, out V leapSin);
        Turn(cos0, sin0, oneCos, oneSin, out V cos1, out V sin1);
        V a = V.Broadcast(cosine), b = V.Broadcast(sine);
        double* right = x + n - half, left = x + half;
        int i = 0, count = V.Count;
        for (; i <= half - count; i += count)
        {
            V up = a * cos0, across = b * sin0;
            (V.Load(right + i) - (up + across)).Store(right + i);
            (V.Load(left - i - count) - V.Reverse(up - across)).Store(left - i - count);
            V nextCos = cos1, nextSin = sin1;
            Turn(cos0, sin0, leapCos, leapSin, out cos1, out sin1);
            (cos0, sin0) = (nextCos, nextSin);
        }

        double* cosines = stackalloc double[8], sines = stackalloc double[8];
        cos0.Store(cosines);
        sin0.Store(sines);
        for (int lane = 0; i < half; i++, lane++)
        {
            right[i] -= (cosine * cosines[lane]) + (sine * sines[lane]);
            left[-1 - i] -= (cosine * cosines[lane]) - (sine * sines[lane]);
        }
    }

    // The lanes of the first vector, and the turns of one vector and of four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Start<V>(double omega, out V cos, out V sin, out V oneCos, out V oneSin, out V leapCos, out V leapSin)
        where V : unmanaged, ILanes<V, double>
    {
        double* cosines = stackalloc double[8], sines = stackalloc double[8];
        (double turnSin, double turnCos) = Math.SinCos(omega);
        (sines[0], cosines[0]) = offset == 1 ? (turnSin, turnCos) : Math.SinCos(offset * omega);

        // By doubling, so that no lane is more than three products away from a sine.
        for (int width = 1; width < V.Count; width *= 2)
        {
            for (int lane = 0; lane < width; lane++)
            {
                cosines[width + lane] = (cosines[lane] * turnCos) - (sines[lane] * turnSin);
                sines[width + lane] = (sines[lane] * turnCos) + (cosines[lane] * turnSin);
            }

            (turnCos, turnSin) = ((turnCos * turnCos) - (turnSin * turnSin), 2 * turnCos * turnSin);
        }

        (double farSin, double farCos) = Math.SinCos(4 * V.Count * omega);
        cos = V.Load(cosines);
        sin = V.Load(sines);
        oneCos = V.Broadcast(turnCos);
        oneSin = V.Broadcast(turnSin);
        leapCos = V.Broadcast(farCos);
        leapSin = V.Broadcast(farSin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<V>(V cos, V sin, V byCos, V bySin, out V toCos, out V toSin)
        where V : unmanaged, ILanes<V, double>
    {
        toCos = V.MultiplySubtract(cos, byCos, sin * bySin);
        toSin = V.MultiplyAdd(sin, byCos, cos * bySin);
    }
}
