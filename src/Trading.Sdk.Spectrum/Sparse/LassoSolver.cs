namespace Trading.Sdk.Spectrum;

/// <summary>Lasso and elastic net by coordinate descent on the active coefficients, ended by the duality gap (Friedman, Hastie and Tibshirani 2010).</summary>
/// <remarks>Coefficients and penalties refer to the atoms as given, whatever their norms. Immutable and thread-safe.</remarks>
public sealed class LassoSolver
{
    private readonly double[] atoms;
    private readonly double[] squares;
    private readonly LassoOptions options;

    /// <summary>Plans solutions.</summary>
    /// <param name="dictionary">Atoms.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public LassoSolver(SparseDictionary dictionary, LassoOptions options)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Lambda >= 0) || !(options.Ridge >= 0) || !(options.RelativeGap > 0) || options.MaximumSweeps < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "Lambda and Ridge must be at least 0, RelativeGap above 0, MaximumSweeps at least 1.");
        }

        (Dictionary, this.options) = (dictionary, options);
        atoms = new double[dictionary.Count * dictionary.Length];
        squares = new double[dictionary.Count];
        for (int j = 0; j < dictionary.Count; j++)
        {
            Span<double> atom = atoms.AsSpan(j * dictionary.Length, dictionary.Length);
            dictionary.CopyAtom(j, atom);
            squares[j] = DenseKernel.Dot(atom, atom);
        }
    }

    /// <summary>The atoms.</summary>
    public SparseDictionary Dictionary { get; }

    /// <summary>Solves.</summary>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <param name="start">Coefficients to start from, or empty for zeros.</param>
    /// <exception cref="ArgumentException">A span has the wrong length or the signal is not finite.</exception>
    public LassoSolution Solve(ReadOnlySpan<double> signal, ReadOnlySpan<double> start = default)
    {
        int m = Dictionary.Length, n = Dictionary.Count;
        Require.Length(signal.Length, m, nameof(signal));
        Require.Finite(signal, nameof(signal));
        var x = new double[n];
        var residual = signal.ToArray();
        if (!start.IsEmpty)
        {
            Require.Length(start.Length, n, nameof(start));
            start.CopyTo(x);
            for (int j = 0; j < n; j++)
            {
                DenseKernel.AddScaled(-x[j], Atom(j), residual);
            }
        }

        double energy = DenseKernel.Dot(signal, signal), gap = double.PositiveInfinity, objective = 0;
        int sweeps = 0;
        while (sweeps < options.MaximumSweeps)
        {
            double largest = 0;
            for (int j = 0; j < n; j++)
            {
                largest = Math.Max(largest, Step(j, x, residual));
            }

            sweeps++;

            // The active coefficients alone until they hardly move; then all are looked at again.
            double target = Math.Max(1e-3 * largest, 1e-16);
            for (int inner = 0; inner < 100 && largest > target && sweeps < options.MaximumSweeps; inner++, sweeps++)
            {
                largest = 0;
                for (int j = 0; j < n; j++)
                {
                    if (x[j] != 0)
                    {
                        largest = Math.Max(largest, Step(j, x, residual));
                    }
                }
            }

            (objective, gap) = Gap(signal, x, residual);
            if (gap <= options.RelativeGap * energy)
            {
                break;
            }
        }

        if (options.Polish && Polish(signal, x) is { } exact)
        {
            var rest = signal.ToArray();
            for (int j = 0; j < n; j++)
            {
                if (exact[j] != 0)
                {
                    DenseKernel.AddScaled(-exact[j], Atom(j), rest);
                }
            }

            (double better, double smaller) = Gap(signal, exact, rest);
            if (smaller <= gap)
            {
                (x, objective, gap) = (exact, better, smaller);
            }
        }

        return new LassoSolution(x, objective, gap, sweeps, gap <= options.RelativeGap * energy);
    }

    private ReadOnlySpan<double> Atom(int j) => atoms.AsSpan(j * Dictionary.Length, Dictionary.Length);

    private double Step(int j, double[] x, double[] residual)
    {
        double old = x[j], product = DenseKernel.Dot(Atom(j), residual) + (squares[j] * old);
        double size = Math.Abs(product) - options.Lambda;
        double next = size > 0 ? Math.CopySign(size, product) / (squares[j] + options.Ridge) : 0;
        if (next == old)
        {
            return 0;
        }

        x[j] = next;
        DenseKernel.AddScaled(old - next, Atom(j), residual);
        return Math.Abs(next - old) * Math.Sqrt(squares[j]);
    }

    // The residual, shrunk until it is feasible for the dual, bounds the minimum from below (with the ridge as extra rows √λ2·x).
    private (double Objective, double Gap) Gap(ReadOnlySpan<double> signal, double[] x, double[] residual)
    {
        double largest = 0, l1 = 0, l2 = 0;
        for (int j = 0; j < x.Length; j++)
        {
            largest = Math.Max(largest, Math.Abs(DenseKernel.Dot(Atom(j), residual) - (options.Ridge * x[j])));
            l1 += Math.Abs(x[j]);
            l2 += x[j] * x[j];
        }

        double squaresOfRest = DenseKernel.Dot(residual, residual) + (options.Ridge * l2), objective = (0.5 * squaresOfRest) + (options.Lambda * l1);
        double shrink = largest > options.Lambda ? options.Lambda / largest : 1;
        double dual = (shrink * DenseKernel.Dot(residual, signal)) - (0.5 * shrink * shrink * squaresOfRest);
        return (objective, Math.Max(0, objective - dual));
    }

    private double[]? Polish(ReadOnlySpan<double> signal, double[] x)
    {
        int[] support = [.. Enumerable.Range(0, x.Length).Where(j => x[j] != 0)];
        int k = support.Length;
        if (k == 0 || k > Dictionary.Length)
        {
            return null;
        }

        var matrix = new double[k * k];
        var right = new double[k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * k) + j] = DenseKernel.Dot(Atom(support[i]), Atom(support[j])) + (i == j ? options.Ridge : 0);
            }

            right[i] = DenseKernel.Dot(Atom(support[i]), signal) - (options.Lambda * Math.Sign(x[support[i]]));
        }

        if (!DenseKernel.Factor(matrix, k, k, 1e-12 * matrix[0]))
        {
            return null;
        }

        DenseKernel.Solve(matrix, k, k, right);
        var exact = new double[x.Length];
        for (int i = 0; i < k; i++)
        {
            if (Math.Sign(right[i]) != Math.Sign(x[support[i]]))
            {
                return null;
            }

            exact[support[i]] = right[i];
        }

        return exact;
    }
}
