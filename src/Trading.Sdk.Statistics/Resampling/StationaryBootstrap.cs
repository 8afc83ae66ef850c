namespace Trading.Sdk.Statistics;

/// <summary>
/// The stationary bootstrap: resamples a series in blocks of geometric length that wrap around its end, so that dependence survives.
/// </summary>
/// <remarks>Source: D. Politis, J. Romano (1994), The stationary bootstrap, JASA 89. Each resample has a random stream of its own: the rows do not depend on the order or thread in which they are drawn.</remarks>
public static class StationaryBootstrap
{
    /// <summary>Draws one resample of indices.</summary>
    /// <param name="indices">Receives one index per place, each in 0 … length−1; resample length = series length.</param>
    /// <param name="restartProbability">q in (0, 1]: at each place a new block starts with this probability; mean block length 1/q; 1 is the ordinary bootstrap.</param>
    /// <param name="random">The generator that is advanced.</param>
    /// <exception cref="ArgumentException"><paramref name="indices"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="restartProbability"/> is outside (0, 1].</exception>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    public static void Draw(Span<int> indices, double restartProbability, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckRestart(restartProbability);
        int n = indices.Length;
        Demand.AtLeast(n, 1, nameof(indices));
        int at = random.NextInt32(n);
        indices[0] = at;
        for (int i = 1; i < n; i++)
        {
            if (random.NextDouble() < restartProbability)
            {
                at = random.NextInt32(n);
            }
            else if (++at == n)
            {
                at = 0;
            }

            indices[i] = at;
        }
    }

    /// <summary>Draws many resamples; resample b uses the stream <c>RandomStream.Key(stream, b)</c> of the seed.</summary>
    /// <param name="length">Length of the series, at least 1.</param>
    /// <param name="resamples">Number of rows, at least 1.</param>
    /// <param name="restartProbability">q in (0, 1].</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Tells several uses of one seed apart. Default 0.</param>
    /// <returns>Row-major [<paramref name="resamples"/> × <paramref name="length"/>].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static int[] DrawMany(int length, int resamples, double restartProbability, ulong seed, ulong stream = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        CheckRestart(restartProbability);
        int[] rows = new int[checked(length * resamples)];
        var random = new RandomStream(seed);
        for (int b = 0; b < resamples; b++)
        {
            random.Restart(seed, RandomStream.Key(stream, (ulong)b));
            Draw(rows.AsSpan(b * length, length), restartProbability, random);
        }

        return rows;
    }

    /// <summary>The bootstrap distribution of the mean with two confidence intervals.</summary>
    /// <param name="values">The series, oldest first.</param>
    /// <param name="indices">Row-major resamples as of <see cref="DrawMany"/>, each as long as the series.</param>
    /// <param name="confidence">In (0, 1), e.g. 0.95.</param>
    /// <exception cref="ArgumentException">The series is empty or not finite, or the indices are not whole rows of valid places.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is outside (0, 1).</exception>
    /// <remarks>Percentile interval: type-7 quantiles of the resampled means; basic interval: 2·mean − those quantiles (Davison and Hinkley 1997, 5.2–5.3).</remarks>
    public static BootstrapMean Mean(ReadOnlySpan<double> values, ReadOnlySpan<int> indices, double confidence)
    {
        Demand.Sample(values, 1, nameof(values));
        Demand.OpenProbability(confidence, nameof(confidence));
        int resamples = CheckIndices(indices, values.Length);
        double[] means = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            double sum = 0;
            foreach (int index in indices.Slice(b * values.Length, values.Length))
            {
                sum += values[index];
            }

            means[b] = sum / values.Length;
        }

        Array.Sort(means);
        double mean = Moments.MeanOf(values), tail = 0.5 * (1 - confidence);
        double low = Quantiles.OfSorted(means, tail), high = Quantiles.OfSorted(means, 1 - tail);
        return new BootstrapMean(mean, means, new Interval(low, high), new Interval(2 * mean - high, 2 * mean - low));
    }

    internal static void CheckRestart(double restartProbability)
    {
        if (!(restartProbability > 0 && restartProbability <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(restartProbability), restartProbability, "The restart probability must lie in (0, 1].");
        }
    }

    /// <summary>The number of rows.</summary>
    internal static int CheckIndices(ReadOnlySpan<int> indices, int length)
    {
        if (indices.Length == 0 || indices.Length % length != 0)
        {
            throw new ArgumentException($"{indices.Length} indices are not whole resamples of {length}.", nameof(indices));
        }

        foreach (int index in indices)
        {
            if ((uint)index >= (uint)length)
            {
                throw new ArgumentException($"Index {index} is outside the series of {length}.", nameof(indices));
            }
        }

        return indices.Length / length;
    }
}
