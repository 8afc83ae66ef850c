namespace Trading.Sdk.Spectrum;

/// <summary>min ‖y − Dx‖² with x ≥ 0, exactly, by the active-set method of Lawson and Hanson (1974, ch. 23).</summary>
public static class NonNegativeLeastSquares
{
    /// <summary>Solves.</summary>
    /// <param name="dictionary">Atoms.</param>
    /// <param name="signal">As many samples as an atom, finite.</param>
    /// <returns>A new array of one coefficient at least 0 for each atom.</returns>
    /// <exception cref="ArgumentException">The signal has the wrong length or is not finite.</exception>
    public static double[] Solve(SparseDictionary dictionary, ReadOnlySpan<double> signal)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        Require.Length(signal.Length, dictionary.Length, nameof(signal));
        Require.Finite(signal, nameof(signal));
        int n = dictionary.Count, m = dictionary.Length;
        double[] x = new double[n], initial = new double[n], gradient = new double[n], residual = signal.ToArray();
        dictionary.Correlate(signal, initial);
        var passive = new List<int>();
        double floor = 1e-11 * Math.Max(1e-300, Math.Sqrt(DenseKernel.Dot(signal, signal)));
        for (int round = 0; round < 10 * n && passive.Count < m; round++)
        {
            dictionary.Correlate(residual, gradient);
            int entering = -1;
            for (int j = 0; j < n; j++)
            {
                if (gradient[j] > floor && !passive.Contains(j) && (entering < 0 || gradient[j] > gradient[entering]))
                {
                    entering = j;
                }
            }

            if (entering < 0)
            {
                break;
            }

            passive.Add(entering);
            while (true)
            {
                double[] values = CompressiveSamplingPursuit.LeastSquares(dictionary, initial, [.. passive]);
                double step = 1;
                for (int i = 0; i < values.Length; i++)
                {
                    if (values[i] <= 0)
                    {
                        double at = x[passive[i]];
                        step = Math.Min(step, at / (at - values[i]));
                    }
                }

                for (int i = 0; i < values.Length; i++)
                {
                    x[passive[i]] += step * (values[i] - x[passive[i]]);
                }

                if (step >= 1 && values.All(v => v > 0))
                {
                    break;
                }

                for (int i = passive.Count - 1; i >= 0; i--)
                {
                    if (x[passive[i]] <= 1e-15)
                    {
                        x[passive[i]] = 0;
                        passive.RemoveAt(i);
                    }
                }

                if (passive.Count == 0)
                {
                    break;
                }
            }

            signal.CopyTo(residual);
            foreach (int j in passive)
            {
                DenseKernel.AddScaled(-x[j], dictionary.UnitAtoms.Slice(j * m, m), residual);
            }
        }

        for (int j = 0; j < n; j++)
        {
            x[j] /= dictionary.Norms[j];
        }

        return x;
    }
}
