namespace Trading.Sdk.Spectrum;

/// <summary>The stationary (undecimated, "à trous") wavelet transform with circular boundary, for lengths that are multiples of 2^levels (Nason and Silverman 1995).</summary>
/// <remarks>Shift-equivariant. Centred filters: not causal. Immutable and thread-safe.</remarks>
public sealed class StationaryTransform
{
    private readonly double scale;

    /// <summary>Plans transforms.</summary>
    /// <param name="wavelet">The wavelet.</param>
    /// <param name="length">Samples, a multiple of 2^levels.</param>
    /// <param name="levels">Levels, 1 to 20.</param>
    /// <param name="normalised">True divides the filters by √2, so that orthogonal wavelets keep the energy. Default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">The levels are outside their range or do not fit the length.</exception>
    public StationaryTransform(Wavelet wavelet, int length, int levels, bool normalised = false)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, 20);
        if (length < 1 || length % (1 << levels) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A multiple of {1 << levels} samples is required for {levels} levels.");
        }

        (Wavelet, Length, Levels, scale) = (wavelet, length, levels, normalised ? Math.Sqrt(0.5) : 1);
    }

    /// <summary>The wavelet.</summary>
    public Wavelet Wavelet { get; }

    /// <summary>Samples.</summary>
    public int Length { get; }

    /// <summary>Levels.</summary>
    public int Levels { get; }

    /// <summary>Decomposes.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples.</param>
    /// <param name="approximations">Receives row-major [Levels × samples], level 1 first.</param>
    /// <param name="details">Receives the same of details.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Forward(ReadOnlySpan<double> signal, Span<double> approximations, Span<double> details)
    {
        int n = Length, half = Wavelet.FilterLength / 2;
        Require.Length(signal.Length, n, nameof(signal));
        Require.AtLeast(approximations.Length, Levels * n, nameof(approximations));
        Require.AtLeast(details.Length, Levels * n, nameof(details));
        ReadOnlySpan<double> input = signal, low = Wavelet.DecompositionLow, high = Wavelet.DecompositionHigh;
        for (int level = 1; level <= Levels; level++)
        {
            Span<double> a = approximations.Slice((level - 1) * n, n), d = details.Slice((level - 1) * n, n);
            int spacing = 1 << (level - 1), back = spacing % n, start = half * spacing % n;
            for (int t = 0; t < n; t++)
            {
                double sumLow = 0, sumHigh = 0;
                int at = t + start;
                at = at >= n ? at - n : at;
                for (int j = 0; j < low.Length; j++)
                {
                    sumLow += low[j] * input[at];
                    sumHigh += high[j] * input[at];
                    at -= back;
                    at = at < 0 ? at + n : at;
                }

                a[t] = sumLow * scale;
                d[t] = sumHigh * scale;
            }

            input = a;
        }
    }

    /// <summary>Reconstructs: the average over all decimated inverses.</summary>
    /// <param name="approximation">The deepest approximation, exactly <see cref="Length"/> values.</param>
    /// <param name="details">Row-major [Levels × samples], level 1 first.</param>
    /// <param name="signal">Receives the samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Inverse(ReadOnlySpan<double> approximation, ReadOnlySpan<double> details, Span<double> signal)
    {
        int n = Length, taps = Wavelet.FilterLength;
        Require.Length(approximation.Length, n, nameof(approximation));
        Require.Length(details.Length, Levels * n, nameof(details));
        Require.AtLeast(signal.Length, n, nameof(signal));
        double[] low = Wavelet.ReconstructionLow, high = Wavelet.ReconstructionHigh, smooth = approximation.ToArray(), next = new double[n];
        for (int level = Levels; level >= 1; level--)
        {
            ReadOnlySpan<double> d = details.Slice((level - 1) * n, n);
            int spacing = 1 << (level - 1), back = spacing % n, start = ((taps / 2) - 1) * spacing % n;
            for (int t = 0; t < n; t++)
            {
                double sum = 0;
                int at = t + start;
                at = at >= n ? at - n : at;
                for (int j = 0; j < taps; j++)
                {
                    sum += (low[j] * smooth[at]) + (high[j] * d[at]);
                    at -= back;
                    at = at < 0 ? at + n : at;
                }

                next[t] = 0.5 * sum / scale;
            }

            (smooth, next) = (next, smooth);
        }

        smooth.CopyTo(signal);
    }
}
