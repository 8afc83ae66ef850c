namespace Trading.Sdk.Spectrum;

/// <summary>
/// The maximal overlap discrete wavelet transform (Percival and Walden 2000, ch. 5): undecimated, shift-equivariant, for any length.
/// W_j[t] = Σ h[l]/√2·V_{j−1}[t − 2^{j−1}·l], and alike V_j with the low-pass filter: coefficient t uses samples up to t only.
/// </summary>
/// <remarks>
/// In the circular form the first <see cref="BoundaryLength"/> coefficients of a level mix in the end of the series: a causal user must
/// drop them, or use the causal form, in which the series begins with its first value repeated. Immutable and thread-safe.
/// </remarks>
public sealed class MaximalOverlapTransform
{
    private readonly double[] low;
    private readonly double[] high;

    /// <summary>Plans transforms.</summary>
    /// <param name="wavelet">An orthogonal wavelet.</param>
    /// <param name="levels">Levels, 1 to 20.</param>
    /// <exception cref="ArgumentException">The wavelet is not orthogonal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of levels is outside its range.</exception>
    public MaximalOverlapTransform(Wavelet wavelet, int levels)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        if (!wavelet.IsOrthogonal)
        {
            throw new ArgumentException($"An orthogonal wavelet is required, not {wavelet.Name}.", nameof(wavelet));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, 20);
        (Wavelet, Levels) = (wavelet, levels);
        low = [.. wavelet.ReconstructionLow.Select(v => v * Math.Sqrt(0.5))];
        high = [.. wavelet.ReconstructionHigh.Select(v => v * Math.Sqrt(0.5))];
    }

    /// <summary>The wavelet.</summary>
    public Wavelet Wavelet { get; }

    /// <summary>Levels.</summary>
    public int Levels { get; }

    /// <summary>Coefficients at the start of a level that depend on the boundary: (2^j − 1)(L − 1).</summary>
    /// <param name="level">1 to <see cref="Levels"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public int BoundaryLength(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Levels);
        return ((1 << level) - 1) * (low.Length - 1);
    }

    /// <summary>Decomposes.</summary>
    /// <param name="signal">Samples, oldest first, at least one.</param>
    /// <param name="coefficients">Receives row-major [Levels + 1 × samples]: W_1 … W_L, then V_L. May not overlap the signal.</param>
    /// <param name="causal">True begins the series with its first value repeated, so that no coefficient depends on later samples; false is the circular transform. Default false.</param>
    /// <exception cref="ArgumentException">The signal is empty or the output too short.</exception>
    public void Forward(ReadOnlySpan<double> signal, Span<double> coefficients, bool causal = false)
    {
        int n = signal.Length;
        Require.AtLeast(n, 1, nameof(signal));
        Require.AtLeast(coefficients.Length, checked((Levels + 1) * n), nameof(coefficients));

        // The smooth of each level is parked in the row of the next one's details, the last stays where it belongs.
        double first = signal[0];
        Span<double> smooth = coefficients.Slice(Levels * n, n);
        signal.CopyTo(smooth);
        double[] next = new double[n];
        for (int level = 1; level <= Levels; level++)
        {
            Span<double> details = coefficients.Slice((level - 1) * n, n);
            int spacing = 1 << (level - 1);
            for (int t = 0; t < n; t++)
            {
                double v = 0, w = 0;
                int at = t;
                for (int l = 0; l < low.Length; l++)
                {
                    double value = at >= 0 ? smooth[at] : first;
                    v += low[l] * value;
                    w += high[l] * value;
                    at -= spacing;
                    if (at < 0 && !causal)
                    {
                        at = ((at % n) + n) % n;
                    }
                }

                next[t] = v;
                details[t] = w;
            }

            next.CopyTo(smooth);
        }
    }

    /// <summary>Reconstructs from the circular transform.</summary>
    /// <param name="coefficients">Row-major [Levels + 1 × samples].</param>
    /// <param name="signal">Receives the samples.</param>
    /// <exception cref="ArgumentException">The coefficients are not Levels + 1 rows, or the output is too short.</exception>
    public void Inverse(ReadOnlySpan<double> coefficients, Span<double> signal)
    {
        int n = Math.DivRem(coefficients.Length, Levels + 1, out int rest);
        if (rest != 0 || n == 0)
        {
            throw new ArgumentException($"{coefficients.Length} coefficients are not {Levels + 1} rows.", nameof(coefficients));
        }

        Require.AtLeast(signal.Length, n, nameof(signal));
        double[] smooth = coefficients.Slice(Levels * n, n).ToArray(), next = new double[n];
        for (int level = Levels; level >= 1; level--)
        {
            ReadOnlySpan<double> details = coefficients.Slice((level - 1) * n, n);
            int spacing = (1 << (level - 1)) % n;
            for (int t = 0; t < n; t++)
            {
                double sum = 0;
                int at = t;
                for (int l = 0; l < low.Length; l++)
                {
                    sum += (low[l] * smooth[at]) + (high[l] * details[at]);
                    at += spacing;
                    at = at >= n ? at - n : at;
                }

                next[t] = sum;
            }

            (smooth, next) = (next, smooth);
        }

        smooth.CopyTo(signal);
    }
}
