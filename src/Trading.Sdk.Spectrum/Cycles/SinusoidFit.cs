using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// Least-squares fits of one sinusoid to series of one length. Times count from the middle of the series, where cosine and sine are
/// orthogonal exactly, so that the explained power has a closed form at every frequency (Bretthorst 1988, ch. 2). The series is folded
/// about its middle once: cosines see only the sums of opposite samples, sines only their differences. Holds working memory: one user at a time.
/// </summary>
internal sealed unsafe partial class SinusoidFit
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
