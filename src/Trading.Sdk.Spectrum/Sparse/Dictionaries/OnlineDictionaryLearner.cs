namespace Trading.Sdk.Spectrum;

/// <summary>
/// Dictionary learning signal by signal (Mairal, Bach, Ponce and Sapiro 2010): each batch is coded by matching pursuit, its statistics are
/// added with a forgetting factor, and the atoms take a step of block coordinate descent. Unused atoms are replaced by recent signals.
/// </summary>
/// <remarks>Causal: the dictionary after a batch depends on that and earlier batches alone. Not thread-safe.</remarks>
public sealed class OnlineDictionaryLearner
{
    private readonly double[] atoms;
    private readonly double[] covariances;
    private readonly double[] products;
    private readonly double forgetting;
    private readonly int sparsity;
    private readonly double squaredResidual;

    /// <summary>Starts from a dictionary.</summary>
    /// <param name="start">Atoms to start from, as random signals.</param>
    /// <param name="sparsity">Atoms per code, at least 1.</param>
    /// <param name="forgetting">Weight of the past at each batch, in (0, 1]; 1 forgets nothing. Default 0.98.</param>
    /// <param name="squaredResidual">Sum of squares of the residual at which coding ends. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public OnlineDictionaryLearner(SparseDictionary start, int sparsity, double forgetting = 0.98, double squaredResidual = 0)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(sparsity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sparsity, Math.Min(start.Count, start.Length));
        if (!(forgetting is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(forgetting), forgetting, "A weight in (0, 1] is required.");
        }

        (Length, Count, this.sparsity, this.forgetting, this.squaredResidual) = (start.Length, start.Count, sparsity, forgetting, squaredResidual);
        atoms = start.UnitAtoms.ToArray();
        covariances = new double[Count * Count];
        products = new double[Count * Length];
        Dictionary = start;
    }

    /// <summary>Samples per atom.</summary>
    public int Length { get; }

    /// <summary>Number of atoms.</summary>
    public int Count { get; }

    /// <summary>The dictionary after the last batch.</summary>
    public SparseDictionary Dictionary { get; private set; }

    /// <summary>Learns from a batch.</summary>
    /// <param name="signals">Row-major [signals × length], finite.</param>
    /// <returns>Mean sum of squares of the residuals under the dictionary before this batch.</returns>
    /// <exception cref="ArgumentException">The signals are not whole rows or not finite.</exception>
    public double Learn(ReadOnlySpan<double> signals)
    {
        int batch = Math.DivRem(signals.Length, Length, out int rest);
        if (rest != 0 || batch == 0)
        {
            throw new ArgumentException($"{signals.Length} values are not whole signals of {Length}.", nameof(signals));
        }

        Require.Finite(signals, nameof(signals));
        var coder = new OrthogonalMatchingPursuit(Dictionary, sparsity, squaredResidual);
        foreach (double[] statistic in new[] { covariances, products })
        {
            for (int i = 0; i < statistic.Length; i++)
            {
                statistic[i] *= forgetting;
            }
        }

        Span<int> support = new int[sparsity];
        Span<double> values = new double[sparsity], norms = new double[sparsity];
        double error = 0, worst = -1;
        int worstSignal = 0;
        for (int s = 0; s < batch; s++)
        {
            ReadOnlySpan<double> signal = signals.Slice(s * Length, Length);
            int used = coder.Encode(signal, support, values, norms);
            for (int i = 0; i < used; i++)
            {
                // Codes refer to atoms of unit norm here.
                for (int k = 0; k < used; k++)
                {
                    covariances[(support[i] * Count) + support[k]] += values[i] * values[k];
                }

                DenseKernel.AddScaled(values[i], signal, products.AsSpan(support[i] * Length, Length));
            }

            double left = used > 0 ? norms[used - 1] * norms[used - 1] : DenseKernel.Dot(signal, signal);
            error += left;
            (worst, worstSignal) = left > worst ? (left, s) : (worst, worstSignal);
        }

        var step = new double[Length];
        for (int j = 0; j < Count; j++)
        {
            Span<double> atom = atoms.AsSpan(j * Length, Length);
            double weight = covariances[(j * Count) + j];
            if (!(weight > 1e-10))
            {
                ReadOnlySpan<double> replacement = signals.Slice((worstSignal + j) % batch * Length, Length);
                double size = Math.Sqrt(DenseKernel.Dot(replacement, replacement));
                for (int i = 0; size > 0 && i < Length; i++)
                {
                    atom[i] = replacement[i] / size;
                }

                continue;
            }

            products.AsSpan(j * Length, Length).CopyTo(step);
            for (int k = 0; k < Count; k++)
            {
                double c = covariances[(j * Count) + k];
                if (c != 0)
                {
                    DenseKernel.AddScaled(-c, atoms.AsSpan(k * Length, Length), step);
                }
            }

            DenseKernel.AddScaled(1 / weight, step, atom);
            double norm = Math.Sqrt(DenseKernel.Dot(atom, atom));
            for (int i = 0; norm > 0 && i < Length; i++)
            {
                atom[i] /= norm;
            }
        }

        Dictionary = new SparseDictionary(atoms, Length);
        return error / batch;
    }
}
