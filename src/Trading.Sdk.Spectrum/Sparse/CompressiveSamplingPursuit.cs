namespace Trading.Sdk.Spectrum;

/// <summary>CoSaMP (Needell and Tropp 2009): a code of exactly k atoms, each round merging the 2k best new candidates, refitting, and keeping the k largest.</summary>
public static class CompressiveSamplingPursuit
{
    /// <summary>Codes a signal.</summary>
    /// <param name="dictionary">Atoms.</param>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <param name="atoms">k, at least 1, at most a third of the samples.</param>
    /// <param name="maximumRounds">Rounds at most, at least 1. Default 100.</param>
    /// <returns>A new array of one coefficient for each atom.</returns>
    /// <exception cref="ArgumentException">The signal has the wrong length or is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double[] Solve(SparseDictionary dictionary, ReadOnlySpan<double> signal, int atoms, int maximumRounds = 100)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        Require.Length(signal.Length, dictionary.Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfLessThan(atoms, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atoms, Math.Max(1, dictionary.Length / 3));
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumRounds, 1);
        int n = dictionary.Count, m = dictionary.Length;
        double[] x = new double[n], initial = new double[n], residual = signal.ToArray(), products = new double[n];
        dictionary.Correlate(signal, initial);
        double energy = DenseKernel.Dot(signal, signal), best = double.PositiveInfinity;
        double[] answer = x;
        int stalled = 0;
        for (int round = 0; round < maximumRounds && stalled < 8; round++)
        {
            dictionary.Correlate(residual, products);
            int[] merged = [.. Enumerable.Range(0, n).OrderByDescending(j => Math.Abs(products[j])).Take(2 * atoms).Union(Enumerable.Range(0, n).Where(j => x[j] != 0))];
            double[] values = LeastSquares(dictionary, initial, merged);
            int[] kept = [.. Enumerable.Range(0, merged.Length).OrderByDescending(i => Math.Abs(values[i])).Take(atoms)];
            x = new double[n];
            signal.CopyTo(residual);
            foreach (int i in kept)
            {
                x[merged[i]] = values[i];
                DenseKernel.AddScaled(-values[i], dictionary.UnitAtoms.Slice(merged[i] * m, m), residual);
            }

            double rest = DenseKernel.Dot(residual, residual);
            stalled = rest < best * (1 - 1e-9) ? 0 : stalled + 1;
            if (rest < best)
            {
                (best, answer) = (rest, x);
            }

            if (rest <= 1e-24 * energy)
            {
                break;
            }
        }

        int[] support = [.. Enumerable.Range(0, n).Where(j => answer[j] != 0)];
        double[] final = LeastSquares(dictionary, initial, support), result = new double[n];
        for (int i = 0; i < support.Length; i++)
        {
            result[support[i]] = final[i] / dictionary.Norms[support[i]];
        }

        return result;
    }

    internal static double[] LeastSquares(SparseDictionary dictionary, double[] correlations, int[] support)
    {
        int k = support.Length, n = dictionary.Count;
        double[] gram = dictionary.Gram, matrix = new double[k * k], right = new double[k];
        for (int i = 0; i < k; i++)
        {
            right[i] = correlations[support[i]];
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * k) + j] = gram[(support[i] * n) + support[j]] + (i == j ? 1e-15 : 0);
            }
        }

        if (!DenseKernel.Factor(matrix, k, k, 1e-15))
        {
            // Dependent atoms: a little ridge picks the smallest of the equivalent codes.
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    matrix[(i * k) + j] = gram[(support[i] * n) + support[j]] + (i == j ? 1e-9 : 0);
                }
            }

            DenseKernel.Factor(matrix, k, k, 0);
        }

        DenseKernel.Solve(matrix, k, k, right);
        return right;
    }
}
