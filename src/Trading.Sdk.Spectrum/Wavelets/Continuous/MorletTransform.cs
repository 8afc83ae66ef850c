using System.Numerics;

namespace Trading.Sdk.Spectrum;

/// <summary>
/// The exact continuous transform with the Morlet wavelet in the frequency domain (Torrence and Compo 1998): amplitude and phase of
/// every period at every time, and the local dominant frequency.
/// </summary>
/// <remarks>
/// W = ifft(fft(x − mean)·√(2πs/dt)·π^(−1/4)·exp(−(sω − ω0)²/2)·[ω &gt; 0]). Not causal: a value at scale s depends on about √2·s of
/// future time. Immutable and shareable; a call allocates nothing as long as calls on one plan do not overlap in time.
/// </remarks>
public sealed class MorletTransform
{
    private readonly RealFft forward;
    private readonly ComplexFft inverse;
    private readonly double[][] filters;
    private readonly WorkspaceSlot<(double[] Signal, Complex[] Half, Complex[] Full)[]> workspaces;

    /// <summary>Plans transforms.</summary>
    /// <param name="length">Samples per signal, at least 1.</param>
    /// <param name="scales">Scales in units of time, finite and above 0, at least one; copied.</param>
    /// <param name="samplingPeriod">Time between samples, above 0. Default 1.</param>
    /// <param name="frequency">ω0, at least 5 for a wavelet of zero mean. Default 6.</param>
    /// <param name="paddedLength">Length after padding with zeros against wrap-around, at least the signal's; null is twice the next power of two; the signal's length makes it circular.</param>
    /// <exception cref="ArgumentException">There is no scale, or one is not finite or not above 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another parameter is outside its range.</exception>
    public MorletTransform(int length, ReadOnlySpan<double> scales, double samplingPeriod = 1, double frequency = 6, int? paddedLength = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Require.AtLeast(scales.Length, 1, nameof(scales));
        Require.FinitePositive(samplingPeriod);
        if (!(frequency >= 2) || !double.IsFinite(frequency))
        {
            throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "A finite ω0 of at least 2 is required.");
        }

        int padded = paddedLength ?? (2 * (int)BitOperations.RoundUpToPowerOf2((uint)length));
        ArgumentOutOfRangeException.ThrowIfLessThan(padded, length, nameof(paddedLength));
        Length = length;
        forward = new RealFft(padded);
        inverse = new ComplexFft(padded);
        filters = new double[scales.Length][];
        Scales = scales.ToArray();
        Periods = new double[scales.Length];
        for (int i = 0; i < scales.Length; i++)
        {
            double s = scales[i];
            if (!(s > 0) || !double.IsFinite(s))
            {
                throw new ArgumentException($"Scale {s} must be finite and above 0.", nameof(scales));
            }

            Periods[i] = 4 * Math.PI * s / (frequency + Math.Sqrt(2 + (frequency * frequency)));
            filters[i] = new double[(padded / 2) + 1];
            double norm = Math.Sqrt(2 * Math.PI * s / samplingPeriod) * Math.Pow(Math.PI, -0.25);

            // The bin at half the rate counts as a negative frequency and stays empty.
            for (int k = 1; 2 * k < padded; k++)
            {
                double distance = (s * 2 * Math.PI * k / (padded * samplingPeriod)) - frequency;
                filters[i][k] = norm * Math.Exp(-0.5 * distance * distance);
            }
        }

        workspaces = new(() => [(new double[padded], new Complex[(padded / 2) + 1], new Complex[padded])]);
    }

    /// <summary>Samples per signal.</summary>
    public int Length { get; }

    /// <summary>Scales; not to be changed.</summary>
    public double[] Scales { get; }

    /// <summary>The Fourier period that each scale answers to: 4πs/(ω0 + √(2 + ω0²)); not to be changed.</summary>
    public double[] Periods { get; }

    /// <summary>Transforms.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples.</param>
    /// <param name="coefficients">Receives row-major [scales × samples].</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Transform(ReadOnlySpan<double> signal, Span<Complex> coefficients)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(coefficients.Length, checked(filters.Length * Length), nameof(coefficients));
        (double[] Signal, Complex[] Half, Complex[] Full)[] workspace = workspaces.Rent();
        (double[] x, Complex[] half, Complex[] full) = workspace[0];
        DetrendKernel.Apply(Detrending.Constant, signal, x.AsSpan(0, Length));
        Array.Clear(x, Length, x.Length - Length);
        forward.Forward(x, half);
        for (int row = 0; row < filters.Length; row++)
        {
            double[] filter = filters[row];
            for (int k = 0; k < filter.Length; k++)
            {
                full[k] = half[k] * filter[k];
            }

            Array.Clear(full, filter.Length, full.Length - filter.Length);
            inverse.Inverse(full, full);
            full.AsSpan(0, Length).CopyTo(coefficients.Slice(row * Length, Length));
        }

        workspaces.Return(workspace);
    }

    /// <summary>The ridge: the period of largest rectified power |W|²/s (Liu, Liang and Weisberg 2007) at each time, refined between scales by a parabola over log period.</summary>
    /// <param name="coefficients">Row-major [scales × samples], scales rising.</param>
    /// <param name="periods">Receives one period a sample.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Ridge(ReadOnlySpan<Complex> coefficients, Span<double> periods)
    {
        int rows = filters.Length;
        Require.Length(coefficients.Length, rows * Length, nameof(coefficients));
        Require.AtLeast(periods.Length, Length, nameof(periods));
        for (int t = 0; t < Length; t++)
        {
            int best = 0;
            double top = -1;
            for (int row = 0; row < rows; row++)
            {
                double power = Rectified(coefficients, row, t);
                (best, top) = power > top ? (row, power) : (best, top);
            }

            periods[t] = Periods[best];
            if (best > 0 && best < rows - 1)
            {
                double a = Rectified(coefficients, best - 1, t), c = Rectified(coefficients, best + 1, t);
                double left = Math.Log(Periods[best - 1] / Periods[best]), right = Math.Log(Periods[best + 1] / Periods[best]);
                double slopeLeft = (top - a) / -left, slopeRight = (c - top) / right, curvature = (slopeRight - slopeLeft) / (0.5 * (right - left));
                double shift = curvature < 0 ? (-0.5 * (slopeLeft + slopeRight)) / curvature : 0;
                periods[t] = Periods[best] * Math.Exp(Math.Clamp(shift, left, right));
            }
        }
    }

    private double Rectified(ReadOnlySpan<Complex> coefficients, int row, int t)
    {
        Complex w = coefficients[(row * Length) + t];
        return ((w.Real * w.Real) + (w.Imaginary * w.Imaginary)) / Scales[row];
    }
}
