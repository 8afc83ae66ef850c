namespace Trading.Sdk.Spectrum;

/// <summary>Compression with a guaranteed error: each block is coded with as few atoms as orthogonal matching pursuit needs to meet the bound.</summary>
/// <remarks>
/// The bound holds for every block, so also for the signal: ‖x − x̂‖ ≤ ε·‖x‖. It counts the rounding of coefficients to single precision and is
/// checked on what is stored. Immutable and shareable.
/// </remarks>
public sealed class SparseCompressor
{
    private readonly OrthogonalMatchingPursuit coder;
    private readonly double bound;

    /// <summary>Plans compression.</summary>
    /// <param name="dictionary">Atoms of a block's length, at most 65,536; they must span all blocks (an orthonormal basis, or one with more atoms).</param>
    /// <param name="relativeError">ε, from 1e-6 to below 1.</param>
    /// <exception cref="ArgumentException">There are fewer atoms than samples, or more than 65,536.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The error is outside its range.</exception>
    public SparseCompressor(SparseDictionary dictionary, double relativeError)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        if (dictionary.Count < dictionary.Length || dictionary.Count > 65_536)
        {
            throw new ArgumentException($"From {dictionary.Length} to 65,536 atoms are required, not {dictionary.Count}: fewer cannot represent every block.", nameof(dictionary));
        }

        if (!(relativeError >= 1e-6 && relativeError < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeError), relativeError, "A relative error from 1e-6 to below 1 is required.");
        }

        // Rounding to single precision takes at most 1e-7 of the bound's room.
        bound = relativeError;
        double room = relativeError - 2e-7;
        coder = new OrthogonalMatchingPursuit(dictionary, dictionary.Length, room * room);
    }

    /// <summary>Samples per block.</summary>
    public int BlockLength => coder.Dictionary.Length;

    /// <summary>Compresses a signal of any length; the last block is filled up with zeros.</summary>
    /// <param name="signal">Samples, finite, at least one.</param>
    /// <exception cref="ArgumentException">The signal is empty or not finite.</exception>
    /// <exception cref="InvalidOperationException">The atoms do not span a block: the bound cannot be met.</exception>
    public CompressedSignal Compress(ReadOnlySpan<double> signal)
    {
        Require.AtLeast(signal.Length, 1, nameof(signal));
        Require.Finite(signal, nameof(signal));
        int n = BlockLength, blocks = (signal.Length + n - 1) / n;
        var counts = new int[blocks];
        var atoms = new List<ushort>();
        var coefficients = new List<float>();
        double[] block = new double[n], values = new double[n], back = new double[n], code = new double[coder.Dictionary.Count];
        int[] support = new int[n];
        double error = 0, energy = 0;
        for (int b = 0; b < blocks; b++)
        {
            ReadOnlySpan<double> part = signal.Slice(b * n, Math.Min(n, signal.Length - (b * n)));
            Array.Clear(block);
            part.CopyTo(block);
            double largest = DenseKernel.LargestAbsolute(block) is var at && block[at] != 0 ? Math.Abs(block[at]) : 0;
            if (largest == 0)
            {
                continue;
            }

            // Scaled by the largest value first: squares neither overflow nor vanish.
            double squares = 0;
            for (int i = 0; i < n; i++)
            {
                squares += block[i] / largest * (block[i] / largest);
            }

            double norm = largest * Math.Sqrt(squares);
            if (!(norm < float.MaxValue / 4) || !(norm > 1e-30))
            {
                throw new ArgumentException($"Block {b} has norm {norm}; coefficients in single precision cannot hold it.", nameof(signal));
            }

            for (int i = 0; i < n; i++)
            {
                block[i] /= norm;
            }

            counts[b] = coder.Encode(block, support, values);
            Array.Clear(code);
            for (int i = 0; i < counts[b]; i++)
            {
                atoms.Add((ushort)support[i]);
                coefficients.Add((float)(values[i] * norm));
                code[support[i]] = (float)(values[i] * norm) / norm;
            }

            coder.Dictionary.Synthesize(code, back);
            double missed = 0;
            for (int i = 0; i < part.Length; i++)
            {
                missed += (block[i] - back[i]) * (block[i] - back[i]);
            }

            if (!(Math.Sqrt(missed) <= bound))
            {
                throw new InvalidOperationException($"Block {b} misses the bound {bound} by its relative error {Math.Sqrt(missed)}: the atoms do not span it.");
            }

            error += missed * norm * norm;
            energy += norm * norm;
        }

        return new CompressedSignal(signal.Length, counts, [.. atoms], [.. coefficients], energy > 0 ? Math.Sqrt(error / energy) : 0);
    }

    /// <summary>The signal of a compressed form made with the same dictionary.</summary>
    /// <param name="compressed">A compressed signal.</param>
    /// <param name="signal">Receives <see cref="CompressedSignal.Length"/> samples.</param>
    /// <exception cref="ArgumentException">The form does not fit the dictionary, or the output is too short.</exception>
    public void Decompress(CompressedSignal compressed, Span<double> signal)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        int n = BlockLength;
        long total = compressed.Counts.Sum(c => (long)c);
        if (compressed.Length < 1 || compressed.Counts.Length != (compressed.Length + n - 1) / n || compressed.Counts.Any(c => c < 0 || c > n)
            || total != compressed.Atoms.Length || total != compressed.Coefficients.Length || compressed.Atoms.Any(a => a >= coder.Dictionary.Count))
        {
            throw new ArgumentException($"The compressed signal is not one of blocks of {n} samples from {coder.Dictionary.Count} atoms.", nameof(compressed));
        }

        Require.AtLeast(signal.Length, compressed.Length, nameof(signal));
        double[] block = new double[n], code = new double[coder.Dictionary.Count];
        int next = 0;
        for (int b = 0; b < compressed.Counts.Length; b++)
        {
            Array.Clear(code);
            for (int i = 0; i < compressed.Counts[b]; i++, next++)
            {
                code[compressed.Atoms[next]] = compressed.Coefficients[next];
            }

            coder.Dictionary.Synthesize(code, block);
            block.AsSpan(0, Math.Min(n, compressed.Length - (b * n))).CopyTo(signal[(b * n)..]);
        }
    }
}
