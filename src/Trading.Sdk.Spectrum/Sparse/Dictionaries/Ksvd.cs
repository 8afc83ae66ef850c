namespace Trading.Sdk.Spectrum;

/// <summary>
/// Dictionary learning by K-SVD (Aharon, Elad and Bruckstein 2006): codes by orthogonal matching pursuit, then each atom with its
/// coefficients by the best rank-one fit to what the others leave. Dead atoms and twins are replaced by the worst represented signals.
/// </summary>
public static class Ksvd
{
    /// <summary>Learns a dictionary.</summary>
    /// <param name="signals">Row-major [signals × length], finite, at least as many as atoms.</param>
    /// <param name="length">Samples per signal.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">The signals are unfit or fewer than the atoms.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static SparseDictionary Learn(ReadOnlySpan<double> signals, int length, KsvdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int count = Check(signals, length);
        if (options.Atoms < 1 || options.Sparsity < 1 || options.Sparsity > Math.Min(length, options.Atoms) || options.Iterations < 1 || !(options.TwinCorrelation is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "Atoms, Sparsity (at most the length) and Iterations must be at least 1, TwinCorrelation in (0, 1].");
        }

        if (count < options.Atoms)
        {
            throw new ArgumentException($"{count} signals are fewer than {options.Atoms} atoms.", nameof(signals));
        }

        double[] data = signals.ToArray(), atoms = Start(data, length, options.Atoms, options.Seed);
        for (int i = 0; i < options.Iterations; i++)
        {
            (double[] coefficients, double[] residuals) = Encode(data, length, atoms, options.Sparsity);
            UpdateAtoms(atoms, length, coefficients, residuals);
            if (i < options.Iterations - 1)
            {
                Replace(data, length, atoms, coefficients, residuals, options);
            }
        }

        return new SparseDictionary(atoms, length);
    }

    /// <summary>One round without replacement: codes, then all atoms in turn with their coefficients.</summary>
    /// <param name="signals">Row-major [signals × length], finite.</param>
    /// <param name="dictionary">Atoms to start from, of unit norm.</param>
    /// <param name="sparsity">Atoms per code.</param>
    /// <returns>The codes before and after the update, and the new dictionary; codes are row-major [atoms × signals].</returns>
    /// <exception cref="ArgumentException">The signals are unfit.</exception>
    public static KsvdRound Round(ReadOnlySpan<double> signals, SparseDictionary dictionary, int sparsity)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        int length = dictionary.Length;
        Check(signals, length);
        double[] data = signals.ToArray(), atoms = dictionary.UnitAtoms.ToArray();
        (double[] coefficients, double[] residuals) = Encode(data, length, atoms, sparsity);
        double[] before = (double[])coefficients.Clone();
        double errorBefore = Math.Sqrt(DenseKernel.Dot(residuals, residuals));
        UpdateAtoms(atoms, length, coefficients, residuals);
        return new KsvdRound(before, errorBefore, new SparseDictionary(atoms, length), coefficients, Math.Sqrt(DenseKernel.Dot(residuals, residuals)));
    }

    private static int Check(ReadOnlySpan<double> signals, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int count = Math.DivRem(signals.Length, length, out int rest);
        if (rest != 0 || count == 0)
        {
            throw new ArgumentException($"{signals.Length} values are not whole signals of {length}.", nameof(signals));
        }

        Require.Finite(signals, nameof(signals));
        return count;
    }

    private static double[] Start(double[] data, int length, int atoms, int seed)
    {
        int count = data.Length / length;
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(order);
        var values = new double[atoms * length];
        int filled = 0;
        foreach (int i in order)
        {
            Span<double> atom = values.AsSpan(filled * length, length);
            data.AsSpan(i * length, length).CopyTo(atom);
            if (Normalise(atom) && ++filled == atoms)
            {
                return values;
            }
        }

        throw new ArgumentException($"Only {filled} signals are not all zeros; {atoms} atoms are wanted.", nameof(data));
    }

    private static bool Normalise(Span<double> atom)
    {
        double norm = Math.Sqrt(DenseKernel.Dot(atom, atom));
        for (int i = 0; norm > 0 && i < atom.Length; i++)
        {
            atom[i] /= norm;
        }

        return norm > 0;
    }

    private static (double[] Coefficients, double[] Residuals) Encode(double[] data, int length, double[] atoms, int sparsity)
    {
        int count = data.Length / length, size = atoms.Length / length;
        var coder = new OrthogonalMatchingPursuit(new SparseDictionary(atoms, length), sparsity);
        var coefficients = new double[size * count];
        double[] residuals = (double[])data.Clone();
        Span<int> support = new int[sparsity];
        Span<double> values = new double[sparsity];
        for (int s = 0; s < count; s++)
        {
            int used = coder.Encode(data.AsSpan(s * length, length), support, values);
            for (int i = 0; i < used; i++)
            {
                coefficients[(support[i] * count) + s] = values[i];
                DenseKernel.AddScaled(-values[i], atoms.AsSpan(support[i] * length, length), residuals.AsSpan(s * length, length));
            }
        }

        return (coefficients, residuals);
    }

    private static void UpdateAtoms(double[] atoms, int length, double[] coefficients, double[] residuals)
    {
        int size = atoms.Length / length, count = residuals.Length / length;
        var scatter = new double[length * length];
        var users = new List<int>();
        for (int j = 0; j < size; j++)
        {
            Span<double> atom = atoms.AsSpan(j * length, length), row = coefficients.AsSpan(j * count, count);
            users.Clear();
            Array.Clear(scatter);
            for (int s = 0; s < count; s++)
            {
                if (row[s] == 0)
                {
                    continue;
                }

                users.Add(s);
                Span<double> rest = residuals.AsSpan(s * length, length);
                DenseKernel.AddScaled(row[s], atom, rest);
                for (int i = 0; i < length; i++)
                {
                    DenseKernel.AddScaled(rest[i], rest, scatter.AsSpan(i * length, length));
                }
            }

            if (users.Count == 0)
            {
                continue;
            }

            LeadingEigenvector.Of(scatter, length, atom);
            if (atom[DenseKernel.LargestAbsolute(atom)] < 0)
            {
                for (int i = 0; i < length; i++)
                {
                    atom[i] = -atom[i];
                }
            }

            foreach (int s in users)
            {
                Span<double> rest = residuals.AsSpan(s * length, length);
                row[s] = DenseKernel.Dot(atom, rest);
                DenseKernel.AddScaled(-row[s], atom, rest);
            }
        }
    }

    private static void Replace(double[] data, int length, double[] atoms, double[] coefficients, double[] residuals, KsvdOptions options)
    {
        int size = atoms.Length / length, count = data.Length / length;
        var errors = new double[count];
        for (int s = 0; s < count; s++)
        {
            ReadOnlySpan<double> rest = residuals.AsSpan(s * length, length);
            errors[s] = DenseKernel.Dot(rest, rest);
        }

        for (int j = 0; j < size; j++)
        {
            int uses = 0;
            foreach (double value in coefficients.AsSpan(j * count, count))
            {
                uses += Math.Abs(value) > 1e-7 ? 1 : 0;
            }

            bool twin = false;
            Span<double> atom = atoms.AsSpan(j * length, length);
            for (int i = 0; i < size && !twin; i++)
            {
                twin = i != j && Math.Abs(DenseKernel.Dot(atom, atoms.AsSpan(i * length, length))) > options.TwinCorrelation;
            }

            if (uses >= options.MinimumUses && !twin)
            {
                continue;
            }

            int worst = 0;
            for (int s = 1; s < count; s++)
            {
                worst = errors[s] > errors[worst] ? s : worst;
            }

            if (!(errors[worst] > 0))
            {
                return;
            }

            errors[worst] = 0;
            data.AsSpan(worst * length, length).CopyTo(atom);
            Normalise(atom);
        }
    }
}
