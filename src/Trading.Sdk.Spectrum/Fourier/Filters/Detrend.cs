namespace Trading.Sdk.Spectrum;

/// <summary>Removal of the mean or the least-squares line of a whole signal.</summary>
public static class Detrend
{
    /// <summary>Removes.</summary>
    /// <param name="signal">Samples, oldest first.</param>
    /// <param name="detrending">What is removed.</param>
    /// <param name="output">Receives as many samples; may be the signal itself.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public static void Apply(ReadOnlySpan<double> signal, Detrending detrending, Span<double> output)
    {
        Require.AtLeast(output.Length, signal.Length, nameof(output));
        if (!signal.IsEmpty)
        {
            DetrendKernel.Apply(detrending, signal, output[..signal.Length]);
        }
    }
}
