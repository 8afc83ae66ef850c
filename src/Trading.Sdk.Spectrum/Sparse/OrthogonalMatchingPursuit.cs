namespace Trading.Sdk.Spectrum;

/// <summary>
/// Orthogonal matching pursuit with a cached Gram matrix and a growing Cholesky factor ("Batch-OMP", Rubinstein, Zibulevsky and Elad 2008):
/// atom after atom of largest correlation with the residual, all coefficients refitted each time.
/// </summary>
/// <remarks>Immutable and shareable; a call allocates nothing as long as calls on one coder do not overlap in time.</remarks>
public sealed class OrthogonalMatchingPursuit
{
    private readonly double tolerance;
    private readonly WorkspaceSlot<Workspace> workspaces;

    /// <summary>Plans coding.</summary>
    /// <param name="dictionary">Atoms.</param>
    /// <param name="maximumAtoms">Atoms per code at most, 1 to the smaller of atoms and length.</param>
    /// <param name="squaredResidual">Coding ends when the sum of squares of the residual is at most this, at least 0. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public OrthogonalMatchingPursuit(SparseDictionary dictionary, int maximumAtoms, double squaredResidual = 0)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumAtoms, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumAtoms, Math.Min(dictionary.Count, dictionary.Length));
        if (!(squaredResidual >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(squaredResidual), squaredResidual, "At least 0 is required.");
        }

        (Dictionary, MaximumAtoms, tolerance) = (dictionary, maximumAtoms, squaredResidual);
        _ = dictionary.Gram;
        workspaces = new WorkspaceSlot<Workspace>(() => new Workspace(dictionary.Count, maximumAtoms));
    }

    /// <summary>The atoms.</summary>
    public SparseDictionary Dictionary { get; }

    /// <summary>Atoms per code at most.</summary>
    public int MaximumAtoms { get; }

    /// <summary>Codes a signal.</summary>
    /// <param name="signal">Exactly as many samples as an atom, finite.</param>
    /// <param name="support">Receives the atoms in the order chosen; room for <see cref="MaximumAtoms"/>.</param>
    /// <param name="coefficients">Receives their coefficients, in the same order.</param>
    /// <returns>The number of atoms; fewer than the maximum when the tolerance is met or no atom correlates any more.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length or the signal is not finite.</exception>
    public int Encode(ReadOnlySpan<double> signal, Span<int> support, Span<double> coefficients) => Encode(signal, support, coefficients, default);

    /// <summary>Codes a signal and tells the norm of the residual after each atom.</summary>
    /// <param name="signal">As above.</param>
    /// <param name="support">As above.</param>
    /// <param name="coefficients">As above.</param>
    /// <param name="residualNorms">Receives as many norms as atoms are chosen, or empty.</param>
    /// <returns>The number of atoms.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length or the signal is not finite.</exception>
    public int Encode(ReadOnlySpan<double> signal, Span<int> support, Span<double> coefficients, Span<double> residualNorms)
    {
        Require.Length(signal.Length, Dictionary.Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        Require.AtLeast(support.Length, MaximumAtoms, nameof(support));
        Require.AtLeast(coefficients.Length, MaximumAtoms, nameof(coefficients));
        Workspace w = workspaces.Rent();
        int atoms = Dictionary.Count, limit = MaximumAtoms, count = 0;
        double[] gram = Dictionary.Gram, initial = w.Initial, products = w.Products, factor = w.Factor, solved = w.Solved;
        Dictionary.Correlate(signal, initial);
        initial.CopyTo(products, 0);
        double energy = DenseKernel.Dot(signal, signal), floor = 1e-12 * Math.Sqrt(energy), rest = energy;
        while (count < limit && rest > tolerance)
        {
            int best = DenseKernel.LargestAbsolute(products);
            if (!(Math.Abs(products[best]) > floor) || support[..count].Contains(best))
            {
                break;
            }

            // One row more of the Cholesky factor of the chosen atoms' Gram matrix, and of the forward solution.
            Span<double> row = factor.AsSpan(count * limit, count + 1);
            double pivot = 1;
            for (int i = 0; i < count; i++)
            {
                double value = (gram[(support[i] * atoms) + best] - DenseKernel.Dot(factor.AsSpan(i * limit, i), row[..i])) / factor[(i * limit) + i];
                row[i] = value;
                pivot -= value * value;
            }

            if (!(pivot > 1e-14))
            {
                break;
            }

            row[count] = Math.Sqrt(pivot);
            solved[count] = (initial[best] - DenseKernel.Dot(row[..count], solved)) / row[count];
            rest -= solved[count] * solved[count];
            support[count++] = best;
            for (int i = count - 1; i >= 0; i--)
            {
                double value = solved[i];
                for (int k = i + 1; k < count; k++)
                {
                    value -= factor[(k * limit) + i] * coefficients[k];
                }

                coefficients[i] = value / factor[(i * limit) + i];
            }

            if (!residualNorms.IsEmpty)
            {
                residualNorms[count - 1] = Math.Sqrt(Math.Max(rest, 0));
            }

            if (count < limit && rest > tolerance)
            {
                DenseKernel.Residual(initial, gram, support[..count], coefficients, products);
            }
        }

        for (int i = 0; i < count; i++)
        {
            coefficients[i] /= Dictionary.Norms[support[i]];
        }

        workspaces.Return(w);
        return count;
    }

    /// <summary>Codes a signal into one coefficient for each atom.</summary>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <returns>A new array, zero but for the chosen atoms.</returns>
    /// <exception cref="ArgumentException">The signal is unfit.</exception>
    public double[] Encode(ReadOnlySpan<double> signal)
    {
        var support = new int[MaximumAtoms];
        var values = new double[MaximumAtoms];
        int count = Encode(signal, support, values);
        var dense = new double[Dictionary.Count];
        for (int i = 0; i < count; i++)
        {
            dense[support[i]] = values[i];
        }

        return dense;
    }

    private sealed class Workspace(int atoms, int limit)
    {
        public double[] Initial { get; } = new double[atoms];

        public double[] Products { get; } = new double[atoms];

        public double[] Factor { get; } = new double[limit * limit];

        public double[] Solved { get; } = new double[limit];
    }
}
