namespace Trading.Sdk.Spectrum;

/// <summary>
/// The wavelet packet decomposition: at every level approximations and details are split again (Coifman and Wickerhauser 1992).
/// Nodes are named by their path from the root, 'a' for the low-pass half and 'd' for the high-pass half.
/// </summary>
/// <remarks>Not causal. Immutable after construction.</remarks>
public sealed class WaveletPacketTree
{
    private readonly Dictionary<string, double[]> nodes = new(StringComparer.Ordinal);
    private readonly Wavelet wavelet;
    private readonly SignalExtension extension;

    /// <summary>Decomposes a signal.</summary>
    /// <param name="signal">Samples, at least one.</param>
    /// <param name="wavelet">The wavelet.</param>
    /// <param name="levels">Levels, 1 to 12.</param>
    /// <param name="extension">How the signal goes on beyond its ends. Default symmetric.</param>
    /// <exception cref="ArgumentException">The signal is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of levels is outside its range.</exception>
    public WaveletPacketTree(ReadOnlySpan<double> signal, Wavelet wavelet, int levels, SignalExtension extension = SignalExtension.Symmetric)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        Require.AtLeast(signal.Length, 1, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, 12);
        (this.wavelet, this.extension, Levels, Length) = (wavelet, extension, levels, signal.Length);
        nodes[""] = signal.ToArray();
        var scratch = new double[WaveletLevel.ScratchLength(signal.Length + wavelet.FilterLength, wavelet.FilterLength)];
        List<string> parents = [""];
        for (int level = 1; level <= levels; level++)
        {
            var children = new List<string>();
            foreach (string parent in parents)
            {
                double[] data = nodes[parent];
                int count = WaveletLevel.CoefficientCount(data.Length, wavelet.FilterLength, extension);
                double[] low = new double[count], high = new double[count];
                WaveletLevel.Decompose(wavelet, extension, data, low, high, scratch);
                nodes[parent + 'a'] = low;
                nodes[parent + 'd'] = high;
                children.Add(parent + 'a');
                children.Add(parent + 'd');
            }

            parents = children;
        }
    }

    /// <summary>Levels.</summary>
    public int Levels { get; }

    /// <summary>Samples of the signal.</summary>
    public int Length { get; }

    /// <summary>The coefficients of a node; the empty path is the signal.</summary>
    /// <param name="path">Letters 'a' and 'd', at most <see cref="Levels"/>.</param>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public ReadOnlySpan<double> Node(string path) => nodes.TryGetValue(path, out double[]? data) ? data : throw new ArgumentException($"There is no node '{path}'.", nameof(path));

    /// <summary>The paths of a level as they arise by splitting: aaa, aad, ada, ….</summary>
    /// <param name="level">1 to <see cref="Levels"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public IReadOnlyList<string> NaturalOrder(int level)
    {
        CheckLevel(level);
        return [.. Enumerable.Range(0, 1 << level).Select(i => Path(i, level))];
    }

    /// <summary>The paths of a level from low to high frequency. Splitting a high-pass half turns its frequencies round, which gives the order of Gray's code.</summary>
    /// <param name="level">1 to <see cref="Levels"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public IReadOnlyList<string> FrequencyOrder(int level)
    {
        CheckLevel(level);
        return [.. Enumerable.Range(0, 1 << level).Select(i => Path(i ^ (i >> 1), level))];
    }

    /// <summary>The signal put together from the nodes of the deepest level.</summary>
    /// <returns>A new array of <see cref="Length"/> samples.</returns>
    public double[] Reconstruct() => Reconstruct("")[..Length];

    /// <summary>The basis of least Shannon entropy −Σ p·ln p, p the share of the energy: nodes are split only where that lowers the cost.</summary>
    /// <returns>The cost and the leaves from left to right; the cost of silence is 0.</returns>
    public WaveletPacketBasis BestBasis()
    {
        double energy = nodes[""].Sum(v => v * v), scale = energy > 0 ? 1 / energy : 0;
        return Best("", scale);
    }

    private static string Path(int bits, int level) => string.Create(level, bits, (span, value) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = (value >> (span.Length - 1 - i) & 1) == 0 ? 'a' : 'd';
        }
    });

    private void CheckLevel(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Levels);
    }

    private WaveletPacketBasis Best(string path, double scale)
    {
        double own = 0;
        foreach (double c in nodes[path])
        {
            double p = c * c * scale;
            own -= p > 0 ? p * Math.Log(p) : 0;
        }

        if (path.Length == Levels)
        {
            return new WaveletPacketBasis(own, [path]);
        }

        WaveletPacketBasis low = Best(path + 'a', scale), high = Best(path + 'd', scale);
        return low.Cost + high.Cost < own ? new WaveletPacketBasis(low.Cost + high.Cost, [.. low.Leaves, .. high.Leaves]) : new WaveletPacketBasis(own, [path]);
    }

    private double[] Reconstruct(string path)
    {
        if (path.Length == Levels)
        {
            return nodes[path];
        }

        double[] low = Reconstruct(path + 'a'), high = Reconstruct(path + 'd');
        var output = new double[WaveletLevel.SampleCount(low.Length, wavelet.FilterLength, extension)];
        WaveletLevel.Reconstruct(wavelet, extension, low, high, output, new double[WaveletLevel.ReconstructScratchLength(low.Length, wavelet.FilterLength)]);
        return path.Length == 0 ? output : output[..nodes[path].Length];
    }
}
