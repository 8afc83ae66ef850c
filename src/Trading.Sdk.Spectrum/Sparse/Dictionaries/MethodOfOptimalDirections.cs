namespace Trading.Sdk.Spectrum;

/// <summary>The least-squares dictionary for given codes: D = Y·Zᵀ·(Z·Zᵀ)⁻¹ (Engan, Aase and Husøy 1999).</summary>
public static class MethodOfOptimalDirections
{
    /// <summary>Solves for the atoms, not normalised.</summary>
    /// <param name="signals">Row-major [signals × length].</param>
    /// <param name="length">Samples per signal.</param>
    /// <param name="codes">Row-major [atoms × signals].</param>
    /// <returns>Atoms, row-major [atoms × length].</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or an atom is unused so that Z·Zᵀ has no inverse.</exception>
    public static double[] Update(ReadOnlySpan<double> signals, int length, ReadOnlySpan<double> codes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int count = signals.Length / length;
        if (count == 0 || signals.Length % length != 0 || codes.Length % count != 0 || codes.IsEmpty)
        {
            throw new ArgumentException($"{codes.Length} coefficients do not fit {signals.Length} values of signals of {length}.", nameof(codes));
        }

        int atoms = codes.Length / count;
        var products = new double[atoms * atoms];
        for (int i = 0; i < atoms; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                products[(i * atoms) + j] = DenseKernel.Dot(codes.Slice(i * count, count), codes.Slice(j * count, count));
            }
        }

        double largest = 0;
        for (int i = 0; i < atoms; i++)
        {
            largest = Math.Max(largest, products[(i * atoms) + i]);
        }

        if (!DenseKernel.Factor(products, atoms, atoms, 1e-13 * largest))
        {
            throw new ArgumentException("An atom is unused or depends on others: the codes determine no dictionary.", nameof(codes));
        }

        var result = new double[atoms * length];
        var right = new double[atoms];
        for (int t = 0; t < length; t++)
        {
            for (int j = 0; j < atoms; j++)
            {
                double sum = 0;
                for (int s = 0; s < count; s++)
                {
                    sum += codes[(j * count) + s] * signals[(s * length) + t];
                }

                right[j] = sum;
            }

            DenseKernel.Solve(products, atoms, atoms, right);
            for (int j = 0; j < atoms; j++)
            {
                result[(j * length) + t] = right[j];
            }
        }

        return result;
    }
}
