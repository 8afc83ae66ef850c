namespace Trading.Sdk.Spectrum;

/// <summary>The lasso by accelerated proximal gradient steps (Beck and Teboulle 2009): for dictionaries where coordinate descent is slow, and as a reference.</summary>
public sealed class Fista
{
    private readonly double[] atoms;
    private readonly double step;

    /// <summary>Plans solutions: finds the step 1/‖D‖₂².</summary>
    /// <param name="dictionary">Atoms.</param>
    /// <param name="lambda">λ of ½‖y − Dx‖² + λ‖x‖₁, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or NaN.</exception>
    public Fista(SparseDictionary dictionary, double lambda)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        if (!(lambda >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "At least 0 is required.");
        }

        (Dictionary, Lambda) = (dictionary, lambda);
        int n = dictionary.Count, m = dictionary.Length;
        atoms = new double[n * m];
        for (int j = 0; j < n; j++)
        {
            dictionary.CopyAtom(j, atoms.AsSpan(j * m, m));
        }

        // Largest eigenvalue of D·Dᵀ.
        var matrix = new double[m * m];
        for (int j = 0; j < n; j++)
        {
            ReadOnlySpan<double> atom = atoms.AsSpan(j * m, m);
            for (int i = 0; i < m; i++)
            {
                DenseKernel.AddScaled(atom[i], atom, matrix.AsSpan(i * m, m));
            }
        }

        step = 1 / LeadingEigenvector.Of(matrix, m, new double[m]);
    }

    /// <summary>The atoms.</summary>
    public SparseDictionary Dictionary { get; }

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <summary>Runs a number of iterations from zeros.</summary>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <param name="iterations">At least 1.</param>
    /// <param name="objectives">Receives the objective after each iteration when it is as long; empty for none.</param>
    /// <returns>A new array of one coefficient for each atom.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length or the signal is not finite.</exception>
    public double[] Solve(ReadOnlySpan<double> signal, int iterations, Span<double> objectives = default)
    {
        int n = Dictionary.Count, m = Dictionary.Length;
        Require.Length(signal.Length, m, nameof(signal));
        Require.Finite(signal, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (!objectives.IsEmpty)
        {
            Require.AtLeast(objectives.Length, iterations, nameof(objectives));
        }

        double[] x = new double[n], z = new double[n], next = new double[n], residual = new double[m];
        double momentum = 1;
        for (int i = 0; i < iterations; i++)
        {
            Residual(signal, z, residual);
            for (int j = 0; j < n; j++)
            {
                double value = z[j] + (step * DenseKernel.Dot(atoms.AsSpan(j * m, m), residual)), size = Math.Abs(value) - (step * Lambda);
                next[j] = size > 0 ? Math.CopySign(size, value) : 0;
            }

            double grown = 0.5 * (1 + Math.Sqrt(1 + (4 * momentum * momentum))), weight = (momentum - 1) / grown;
            for (int j = 0; j < n; j++)
            {
                z[j] = next[j] + (weight * (next[j] - x[j]));
            }

            (x, next, momentum) = (next, x, grown);
            if (!objectives.IsEmpty)
            {
                Residual(signal, x, residual);
                objectives[i] = (0.5 * DenseKernel.Dot(residual, residual)) + (Lambda * x.Sum(Math.Abs));
            }
        }

        return x;
    }

    private void Residual(ReadOnlySpan<double> signal, double[] x, double[] residual)
    {
        int m = Dictionary.Length;
        signal.CopyTo(residual);
        for (int j = 0; j < x.Length; j++)
        {
            if (x[j] != 0)
            {
                DenseKernel.AddScaled(-x[j], atoms.AsSpan(j * m, m), residual);
            }
        }
    }
}
