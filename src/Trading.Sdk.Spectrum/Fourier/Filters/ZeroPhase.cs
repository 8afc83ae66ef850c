namespace Trading.Sdk.Spectrum;

/// <summary>Extension at both ends, for filtering forwards and backwards.</summary>
internal static class ZeroPhase
{
    public static double[] Extend(ReadOnlySpan<double> x, EdgeExtension extension, int count)
    {
        int n = x.Length;
        count = extension == EdgeExtension.None ? 0 : count;
        if (count >= n)
        {
            throw new ArgumentException($"An extension by {count} samples needs more than {count} samples, not {n}.", nameof(x));
        }

        var y = new double[n + (2 * count)];
        x.CopyTo(y.AsSpan(count));
        for (int i = 1; i <= count; i++)
        {
            (y[count - i], y[count + n - 1 + i]) = extension switch
            {
                EdgeExtension.Odd => ((2 * x[0]) - x[i], (2 * x[n - 1]) - x[n - 1 - i]),
                EdgeExtension.Even => (x[i], x[n - 1 - i]),
                _ => (x[0], x[n - 1]),
            };
        }

        return y;
    }
}
