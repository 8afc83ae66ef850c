namespace Trading.Sdk.GeneticOptimization;

/// <summary>An evaluation threw, ran out of time or gave a value that is not finite.</summary>
public sealed class EvaluationFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="individual">Number of the individual.</param>
    /// <param name="values">Its natural values.</param>
    /// <param name="reason">What went wrong.</param>
    /// <param name="inner">The exception of the evaluation, or null.</param>
    public EvaluationFailedException(long individual, double[] values, string reason, Exception? inner = null)
        : base($"The evaluation of individual {individual} at ({Show(values)}) failed: {reason}", inner)
    {
        Individual = individual;
        Values = values;
    }

    /// <summary>Number of the individual.</summary>
    public long Individual { get; }

    /// <summary>Its natural values.</summary>
    public double[] Values { get; }

    private static string Show(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return string.Join(", ", values.Take(12)) + (values.Length > 12 ? ", …" : "");
    }
}
