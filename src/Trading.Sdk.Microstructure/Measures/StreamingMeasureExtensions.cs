namespace Trading.Sdk.Microstructure;

/// <summary>The batch form of the streaming measures.</summary>
public static class StreamingMeasureExtensions
{
    /// <summary>Computes a measure over a whole series from its start.</summary>
    /// <param name="measure">The measure; it is reset first and left in its state after the last input, ready to go on as a stream.</param>
    /// <param name="inputs">Inputs, oldest first; may be empty.</param>
    /// <param name="outputs">Receives the values row by row: [inputs × outputs].</param>
    /// <typeparam name="T">The input type.</typeparam>
    /// <exception cref="ArgumentException">The length of <paramref name="outputs"/> is not inputs × outputs.</exception>
    public static void Compute<T>(this IStreamingMeasure<T> measure, ReadOnlySpan<T> inputs, Span<double> outputs)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(measure);
        int width = measure.Outputs.Count;
        Require.SameLength(outputs.Length, inputs.Length * width, nameof(outputs));
        measure.Reset();
        for (int i = 0; i < inputs.Length; i++)
        {
            measure.Update(inputs[i], outputs.Slice(i * width, width));
        }
    }

    /// <summary>Computes one output of a measure over a whole series from its start.</summary>
    /// <param name="measure">The measure; see <see cref="Compute{T}"/>.</param>
    /// <param name="inputs">Inputs, oldest first.</param>
    /// <param name="output">Index of the output.</param>
    /// <returns>One value per input.</returns>
    /// <typeparam name="T">The input type.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public static double[] ComputeColumn<T>(this IStreamingMeasure<T> measure, ReadOnlySpan<T> inputs, int output = 0)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(measure);
        int width = measure.Outputs.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, width);
        var row = new double[width];
        var column = new double[inputs.Length];
        measure.Reset();
        for (int i = 0; i < inputs.Length; i++)
        {
            measure.Update(inputs[i], row);
            column[i] = row[output];
        }

        return column;
    }
}
