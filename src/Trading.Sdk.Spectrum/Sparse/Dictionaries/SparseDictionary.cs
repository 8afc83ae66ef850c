namespace Trading.Sdk.Spectrum;

/// <summary>Atoms from which signals are combined. Immutable; the Gram matrix is computed at its first use and kept.</summary>
/// <remarks>Atoms of any length are scaled to unit norm inside the coders, and coefficients refer to the atoms as given.</remarks>
public sealed class SparseDictionary
{
    private readonly double[] unit;
    private readonly double[] norms;
    private double[]? gram;

    /// <summary>Takes atoms.</summary>
    /// <param name="atoms">Row-major [atoms × length]: one atom after the other; copied.</param>
    /// <param name="length">Samples per atom, at least 1.</param>
    /// <exception cref="ArgumentException">The values are not whole atoms, not finite, or an atom is all zeros.</exception>
    public SparseDictionary(ReadOnlySpan<double> atoms, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (atoms.IsEmpty || atoms.Length % length != 0)
        {
            throw new ArgumentException($"{atoms.Length} values are not whole atoms of {length}.", nameof(atoms));
        }

        Require.Finite(atoms, nameof(atoms));
        Length = length;
        Count = atoms.Length / length;
        unit = atoms.ToArray();
        norms = new double[Count];
        for (int j = 0; j < Count; j++)
        {
            Span<double> atom = unit.AsSpan(j * length, length);
            double norm = Math.Sqrt(DenseKernel.Dot(atom, atom));
            if (!(norm > 0))
            {
                throw new ArgumentException($"Atom {j} is all zeros.", nameof(atoms));
            }

            norms[j] = norm;
            for (int i = 0; i < length; i++)
            {
                atom[i] /= norm;
            }
        }
    }

    /// <summary>Samples per atom.</summary>
    public int Length { get; }

    /// <summary>Number of atoms.</summary>
    public int Count { get; }

    /// <summary>Largest |⟨a, b⟩| of two different atoms of unit norm, in [0, 1]: the smaller, the better sparse codes can be told apart.</summary>
    public double Coherence
    {
        get
        {
            double[] products = Gram;
            double largest = 0;
            for (int i = 0; i < Count; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    largest = Math.Max(largest, Math.Abs(products[(i * Count) + j]));
                }
            }

            return largest;
        }
    }

    internal ReadOnlySpan<double> UnitAtoms => unit;

    internal ReadOnlySpan<double> Norms => norms;

    internal double[] Gram => Volatile.Read(ref gram) ?? MakeGram();

    /// <summary>The orthonormal cosines (type II), lowest frequency first.</summary>
    /// <param name="length">Samples per atom.</param>
    /// <param name="count">Atoms; null is as many as samples. More than samples gives an overcomplete frame on a finer grid of frequencies.</param>
    public static SparseDictionary Cosine(int length, int? count = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int atoms = count ?? length;
        ArgumentOutOfRangeException.ThrowIfLessThan(atoms, 1, nameof(count));
        var values = new double[checked(atoms * length)];
        for (int k = 0; k < atoms; k++)
        {
            for (int t = 0; t < length; t++)
            {
                values[(k * length) + t] = Math.Sqrt(k == 0 ? 1.0 / length : 2.0 / length) * UnitRoots.Of(k * ((2L * t) + 1), 4L * atoms).Real;
            }
        }

        return new SparseDictionary(values, length);
    }

    /// <summary>The synthesis functions of a periodized discrete wavelet transform.</summary>
    /// <param name="wavelet">The wavelet.</param>
    /// <param name="length">Samples per atom, a multiple of 2^levels.</param>
    /// <param name="levels">Levels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is no multiple of 2^levels.</exception>
    public static SparseDictionary OfWavelet(Wavelet wavelet, int length, int levels)
    {
        ArgumentNullException.ThrowIfNull(wavelet);
        if (levels < 1 || levels > 20 || length < 1 || length % (1 << levels) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A multiple of 2^{levels} samples is required.");
        }

        var transform = new WaveletTransform(wavelet, length, levels, SignalExtension.Periodization);
        var values = new double[length * length];
        var coefficients = new double[length];
        for (int k = 0; k < length; k++)
        {
            coefficients[k] = 1;
            transform.Inverse(coefficients, values.AsSpan(k * length, length));
            coefficients[k] = 0;
        }

        return new SparseDictionary(values, length);
    }

    /// <summary>Gabor atoms: Gaussian-windowed cosines and sines on a grid of times, frequencies and widths (doubling from 4 samples).</summary>
    /// <param name="length">Samples per atom, at least 8.</param>
    /// <param name="widths">Number of widths, at least 1. Default 3.</param>
    public static SparseDictionary Gabor(int length, int widths = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(widths, 1);
        var values = new List<double>();
        for (int i = 0; i < widths; i++)
        {
            double width = Math.Min(4.0 * (1 << i), length);
            for (double center = 0; center < length; center += width)
            {
                for (double frequency = 0; frequency < 0.5; frequency += 0.5 / width)
                {
                    for (int quadrature = 0; quadrature < (frequency == 0 ? 1 : 2); quadrature++)
                    {
                        for (int t = 0; t < length; t++)
                        {
                            double u = (t - center) / width, angle = 2 * Math.PI * frequency * (t - center);
                            values.Add(Math.Exp(-Math.PI * u * u) * (quadrature == 0 ? Math.Cos(angle) : Math.Sin(angle)));
                        }
                    }
                }
            }
        }

        return new SparseDictionary([.. values], length);
    }

    /// <summary>Takes a matrix whose columns are the atoms.</summary>
    /// <param name="rows">Rows of the matrix, all equally long.</param>
    /// <exception cref="ArgumentException">The rows are unfit.</exception>
    public static SparseDictionary FromColumns(IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Require.AtLeast(rows.Count, 1, nameof(rows));
        int count = rows[0].Length;
        var values = new double[checked(rows.Count * count)];
        for (int i = 0; i < rows.Count; i++)
        {
            Require.Length(rows[i].Length, count, nameof(rows));
            for (int j = 0; j < count; j++)
            {
                values[(j * rows.Count) + i] = rows[i][j];
            }
        }

        return new SparseDictionary(values, rows.Count);
    }

    /// <summary>Copies an atom as it was given.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="atom">Receives <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such atom.</exception>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public void CopyAtom(int index, Span<double> atom)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        Require.AtLeast(atom.Length, Length, nameof(atom));
        for (int i = 0; i < Length; i++)
        {
            atom[i] = unit[(index * Length) + i] * norms[index];
        }
    }

    /// <summary>The signal Σ coefficient·atom.</summary>
    /// <param name="coefficients">One for each atom.</param>
    /// <param name="signal">Receives <see cref="Length"/> samples.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Synthesize(ReadOnlySpan<double> coefficients, Span<double> signal)
    {
        Require.Length(coefficients.Length, Count, nameof(coefficients));
        Require.AtLeast(signal.Length, Length, nameof(signal));
        signal[..Length].Clear();
        for (int j = 0; j < Count; j++)
        {
            if (coefficients[j] != 0)
            {
                DenseKernel.AddScaled(coefficients[j] * norms[j], unit.AsSpan(j * Length, Length), signal);
            }
        }
    }

    internal void Correlate(ReadOnlySpan<double> signal, Span<double> products) => DenseKernel.Products(unit, signal, products[..Count]);

    /// <summary>The dictionary seen through some of the samples only, as in sampling below the Nyquist rate.</summary>
    /// <param name="samples">Places of the samples that are kept.</param>
    /// <exception cref="ArgumentException">There is none, one lies outside, or an atom vanishes at all of them.</exception>
    public SparseDictionary AtSamples(ReadOnlySpan<int> samples)
    {
        Require.AtLeast(samples.Length, 1, nameof(samples));
        var values = new double[Count * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            if ((uint)samples[i] >= (uint)Length)
            {
                throw new ArgumentException($"Sample {samples[i]} lies outside 0…{Length - 1}.", nameof(samples));
            }

            for (int j = 0; j < Count; j++)
            {
                values[(j * samples.Length) + i] = unit[(j * Length) + samples[i]] * norms[j];
            }
        }

        return new SparseDictionary(values, samples.Length);
    }

    private double[] MakeGram()
    {
        var products = new double[checked(Count * Count)];
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> atom = unit.AsSpan(i * Length, Length);
            products[(i * Count) + i] = 1;
            for (int j = 0; j < i; j++)
            {
                double product = DenseKernel.Dot(atom, unit.AsSpan(j * Length, Length));
                products[(i * Count) + j] = product;
                products[(j * Count) + i] = product;
            }
        }

        return Interlocked.CompareExchange(ref gram, products, null) ?? products;
    }
}
