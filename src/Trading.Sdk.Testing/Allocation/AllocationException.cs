namespace Trading.Sdk.Testing;

/// <summary>A path that promised not to allocate did.</summary>
public sealed class AllocationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="bytes">Bytes allocated over all runs.</param>
    /// <param name="runs">Number of runs.</param>
    public AllocationException(long bytes, int runs)
        : base($"Expected no allocation, but {runs} runs allocated {bytes} bytes ({(double)bytes / runs:0.##} per run).")
    {
        Bytes = bytes;
    }

    /// <summary>Bytes allocated over all runs.</summary>
    public long Bytes { get; }
}
