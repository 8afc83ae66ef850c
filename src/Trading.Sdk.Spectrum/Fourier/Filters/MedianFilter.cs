namespace Trading.Sdk.Spectrum;

/// <summary>The median in a centred moving window with zeros beyond the ends (Tukey 1974). Not causal.</summary>
public static class MedianFilter
{
    /// <summary>Filters.</summary>
    /// <param name="signal">Samples, oldest first, finite.</param>
    /// <param name="windowLength">Odd, at least 1.</param>
    /// <returns>A new array as long as the signal.</returns>
    /// <exception cref="ArgumentException">The signal holds NaN or infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is even or below 1.</exception>
    public static double[] Filter(ReadOnlySpan<double> signal, int windowLength)
    {
        if (windowLength < 1 || windowLength % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(windowLength), windowLength, "An odd length of at least 1 is required.");
        }

        Require.Finite(signal, nameof(signal));

        // The window is kept sorted: one value leaves, one enters.
        var sorted = new double[windowLength];
        var output = new double[signal.Length];
        int half = windowLength / 2;
        for (int i = 0; i < signal.Length; i++)
        {
            if (i == 0)
            {
                for (int j = 0; j < windowLength; j++)
                {
                    sorted[j] = At(signal, j - half);
                }

                Array.Sort(sorted);
            }
            else
            {
                Replace(sorted, At(signal, i - half - 1), At(signal, i + half));
            }

            output[i] = sorted[half];
        }

        return output;
    }

    private static double At(ReadOnlySpan<double> x, int index) => (uint)index < (uint)x.Length ? x[index] : 0;

    private static void Replace(double[] sorted, double old, double fresh)
    {
        int place = Array.BinarySearch(sorted, old);
        while (place > 0 && sorted[place - 1] > fresh)
        {
            sorted[place] = sorted[place - 1];
            place--;
        }

        while (place < sorted.Length - 1 && sorted[place + 1] < fresh)
        {
            sorted[place] = sorted[place + 1];
            place++;
        }

        sorted[place] = fresh;
    }
}
