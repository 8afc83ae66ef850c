namespace Trading.Sdk.Statistics;

/// <summary>Cholesky factorisation of a symmetric positive definite matrix and what it solves.</summary>
internal sealed class SymmetricSolver
{
    private readonly double[] lower;

    /// <exception cref="ArgumentException">The matrix is not positive definite (to rounding).</exception>
    public SymmetricSolver(ReadOnlySpan<double> matrix, int size, string name)
    {
        Size = size;
        lower = matrix[..(size * size)].ToArray();
        for (int j = 0; j < size; j++)
        {
            double pivot = lower[j * size + j];
            for (int k = 0; k < j; k++)
            {
                pivot -= lower[j * size + k] * lower[j * size + k];
            }

            if (!(pivot > 1e-14 * matrix[j * size + j]))
            {
                throw new ArgumentException($"The matrix is not positive definite: row {j} depends on the rows before it.", name);
            }

            double root = Math.Sqrt(pivot);
            lower[j * size + j] = root;
            for (int i = j + 1; i < size; i++)
            {
                double sum = lower[i * size + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }

                lower[i * size + j] = sum / root;
            }
        }
    }

    public int Size { get; }

    /// <summary>Solves A·x = b in place.</summary>
    public void Solve(Span<double> b)
    {
        Whiten(b);
        for (int i = Size - 1; i >= 0; i--)
        {
            double sum = b[i];
            for (int k = i + 1; k < Size; k++)
            {
                sum -= lower[k * Size + i] * b[k];
            }

            b[i] = sum / lower[i * Size + i];
        }
    }

    /// <summary>bᵀA⁻¹b.</summary>
    public double QuadraticForm(ReadOnlySpan<double> b)
    {
        double[] z = b.ToArray();
        Whiten(z);
        double sum = 0;
        foreach (double value in z)
        {
            sum += value * value;
        }

        return sum;
    }

    private void Whiten(Span<double> b)
    {
        for (int i = 0; i < Size; i++)
        {
            double sum = b[i];
            for (int k = 0; k < i; k++)
            {
                sum -= lower[i * Size + k] * b[k];
            }

            b[i] = sum / lower[i * Size + i];
        }
    }
}
