using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.Spectrum;

/// <summary>Periodograms over the spectral shape of red noise.</summary>
internal static unsafe class WhitenedPower
{
    /// <summary>
    /// For k from 1: |X[k]|²·(1 − 2ρ·cos + ρ²), divided by 1 + floor·(1 − 2ρ·cos + ρ²) where white noise lies on top. Bin 0 is left alone.
    /// </summary>
    /// <returns>The sum of the values.</returns>
    public static double Compute(ReadOnlySpan<Complex> spectrum, ReadOnlySpan<double> cosines, double rho, double floor, Span<double> power)
    {
        double sum = 0, square = 1 + (rho * rho);
        int k = 1;
        if (floor <= 0)
        {
            fixed (Complex* x = spectrum)
            fixed (double* cosine = cosines, to = power)
            {
                k = Vector512.IsHardwareAccelerated ? Plain<Lanes512<double>>((double*)x, cosine, spectrum.Length, rho, to, out sum)
                    : Avx2.IsSupported ? Plain<Lanes256<double>>((double*)x, cosine, spectrum.Length, rho, to, out sum)
                    : Vector128.IsHardwareAccelerated ? Plain<Lanes128<double>>((double*)x, cosine, spectrum.Length, rho, to, out sum) : 1;
            }
        }

        for (; k < spectrum.Length; k++)
        {
            double re = spectrum[k].Real, im = spectrum[k].Imaginary;
            double inverse = square - (2 * rho * cosines[k]), value = ((re * re) + (im * im)) * inverse;
            value = floor > 0 ? value / (1 + (floor * inverse)) : value;
            power[k] = value;
            sum += value;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Plain<V>(double* spectrum, double* cosine, int count, double rho, double* power, out double sum)
        where V : unmanaged, ILanes<V, double>
    {
        V square = V.Broadcast(1 + (rho * rho)), twice = V.Broadcast(2 * rho), total = V.Broadcast(0);
        int k = 1;
        for (; k <= count - V.Count; k += V.Count)
        {
            V.Unzip(V.Load(spectrum + (2 * k)), V.Load(spectrum + (2 * k) + V.Count), out V re, out V im);
            V value = V.MultiplyAdd(re, re, im * im) * V.NegateMultiplyAdd(twice, V.Load(cosine + k), square);
            value.Store(power + k);
            total += value;
        }

        sum = V.Sum(total);
        return k;
    }
}
