namespace Trading.Sdk.Spectrum;

/// <summary>The discrete wavelet transform of signals of one length over several levels, and its inverse (Mallat 1989).</summary>
/// <remarks>
/// Coefficients lie in one span in the order cA_L, cD_L, …, cD_1; <see cref="Approximation"/> and <see cref="Detail"/> give the places.
/// The plan is immutable and shareable; a call allocates nothing as long as calls on one plan do not overlap in time.
/// The transform is not causal: a coefficient mixes samples after its time.
/// </remarks>
public sealed class WaveletTransform
{
    private readonly int[] sampleCounts;
    private readonly int[] detailStarts;
    private readonly WorkspaceSlot<double[][]> workspaces;

    /// <summary>Plans transforms.</summary>
    /// <param name="wavelet">The wavelet.</param>
    /// <param name="length">Samples per signal, at least 1.</param>
    /// <param name="levels">Levels, 1 to 30; null takes <see cref="Wavelet.MaximumLevel"/>, at least 1. More levels than that are allowed and made of boundary values.</param>
    /// <param name="extension">How the signal goes on beyond its ends. Default symmetric.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public WaveletTransform(Wavelet wavelet, int length, int? levels = null, SignalExtension extension = SignalExtension.Symmetric)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (!Enum.IsDefined(extension))
        {
            throw new ArgumentOutOfRangeException(nameof(extension), extension, "Unknown extension.");
        }

        int depth = levels ?? Math.Max(1, wavelet.MaximumLevel(length));
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1, nameof(levels));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 30, nameof(levels));
        (Wavelet, Length, Levels, Extension) = (wavelet, length, depth, extension);
        sampleCounts = new int[depth + 1];
        sampleCounts[0] = length;
        for (int level = 1; level <= depth; level++)
        {
            sampleCounts[level] = WaveletLevel.CoefficientCount(sampleCounts[level - 1], wavelet.FilterLength, extension);
        }

        detailStarts = new int[depth + 1];
        int start = sampleCounts[depth];
        for (int level = depth; level >= 1; level--)
        {
            detailStarts[level] = start;
            start += sampleCounts[level];
        }

        CoefficientLength = start;
        int widest = Math.Max(length, sampleCounts[1]) + 2;
        workspaces = new WorkspaceSlot<double[][]>(() =>
        [
            new double[Math.Max(WaveletLevel.ScratchLength(widest, wavelet.FilterLength), WaveletLevel.ReconstructScratchLength(widest, wavelet.FilterLength))],
            new double[widest + wavelet.FilterLength],
            new double[widest + wavelet.FilterLength],
        ]);
    }

    /// <summary>The wavelet.</summary>
    public Wavelet Wavelet { get; }

    /// <summary>Samples per signal.</summary>
    public int Length { get; }

    /// <summary>Levels.</summary>
    public int Levels { get; }

    /// <summary>How signals go on beyond their ends.</summary>
    public SignalExtension Extension { get; }

    /// <summary>Coefficients of all levels together.</summary>
    public int CoefficientLength { get; }

    /// <summary>Places of the approximation coefficients cA_L.</summary>
    public Range Approximation => ..sampleCounts[Levels];

    /// <summary>Samples that <see cref="InverseFull"/> gives: <see cref="Length"/>, or one more where the level's filter bank rounds up.</summary>
    public int ReconstructedLength => WaveletLevel.SampleCount(sampleCounts[1], Wavelet.FilterLength, Extension);

    /// <summary>Places of the detail coefficients of a level.</summary>
    /// <param name="level">1 (finest) to <see cref="Levels"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public Range Detail(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Levels);
        return detailStarts[level]..(detailStarts[level] + sampleCounts[level]);
    }

    /// <summary>Decomposes a signal.</summary>
    /// <param name="signal">Exactly <see cref="Length"/> samples.</param>
    /// <param name="coefficients">Receives <see cref="CoefficientLength"/> values.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Forward(ReadOnlySpan<double> signal, Span<double> coefficients)
    {
        Require.Length(signal.Length, Length, nameof(signal));
        Require.AtLeast(coefficients.Length, CoefficientLength, nameof(coefficients));
        double[][] workspace = workspaces.Rent();
        Span<double> from = workspace[1], to = workspace[2];
        ReadOnlySpan<double> input = signal;
        for (int level = 1; level <= Levels; level++)
        {
            Span<double> low = level == Levels ? coefficients[Approximation] : to[..sampleCounts[level]];
            WaveletLevel.Decompose(Wavelet, Extension, input, low, coefficients[Detail(level)], workspace[0]);
            input = low;
            Span<double> swap = from;
            from = to;
            to = swap;
        }

        workspaces.Return(workspace);
    }

    /// <summary>Reconstructs a signal.</summary>
    /// <param name="coefficients">Exactly <see cref="CoefficientLength"/> values.</param>
    /// <param name="signal">Receives <see cref="Length"/> samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Inverse(ReadOnlySpan<double> coefficients, Span<double> signal)
    {
        Require.AtLeast(signal.Length, Length, nameof(signal));
        Inverse(coefficients, signal, Length, 0, Levels);
    }

    /// <summary>Reconstructs with all samples that the filter bank gives: for odd lengths one more than the signal had.</summary>
    /// <param name="coefficients">Exactly <see cref="CoefficientLength"/> values.</param>
    /// <param name="signal">Receives <see cref="ReconstructedLength"/> samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void InverseFull(ReadOnlySpan<double> coefficients, Span<double> signal)
    {
        Require.AtLeast(signal.Length, ReconstructedLength, nameof(signal));
        Inverse(coefficients, signal, ReconstructedLength, 0, Levels);
    }

    /// <summary>
    /// Multiresolution analysis: the part of the signal that one set of coefficients carries. The parts of the approximation and of all
    /// details add up to the signal.
    /// </summary>
    /// <param name="coefficients">Exactly <see cref="CoefficientLength"/> values.</param>
    /// <param name="level">0 for the approximation, 1 (finest) to <see cref="Levels"/> for details.</param>
    /// <param name="component">Receives <see cref="Length"/> samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public void Component(ReadOnlySpan<double> coefficients, int level, Span<double> component)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Levels);
        Require.AtLeast(component.Length, Length, nameof(component));
        Inverse(coefficients, component, Length, level == 0 ? -1 : level, level == 0 ? Levels : level);
    }

    // only: 0 for everything, −1 for the approximation alone, else the one detail level; deepest: the level to start from.
    private void Inverse(ReadOnlySpan<double> coefficients, Span<double> signal, int length, int only, int deepest)
    {
        Require.Length(coefficients.Length, CoefficientLength, nameof(coefficients));
        double[][] workspace = workspaces.Rent();
        Span<double> from = workspace[1], to = workspace[2];
        ReadOnlySpan<double> low = only <= 0 ? coefficients[Approximation] : default;
        for (int level = deepest; level >= 1; level--)
        {
            ReadOnlySpan<double> high = only == 0 || only == level ? coefficients[Detail(level)] : default;
            int samples = WaveletLevel.SampleCount(sampleCounts[level], Wavelet.FilterLength, Extension);
            Span<double> output = level == 1 && samples <= signal.Length && samples == length ? signal[..samples] : to[..samples];
            WaveletLevel.Reconstruct(Wavelet, Extension, low, high, output, workspace[0]);
            int wanted = level == 1 ? length : sampleCounts[level - 1];
            low = output[..wanted];
            Span<double> swap = from;
            from = to;
            to = swap;
        }

        if (!low.Overlaps(signal))
        {
            low.CopyTo(signal);
        }

        workspaces.Return(workspace);
    }
}
