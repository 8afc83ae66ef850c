namespace Trading.Sdk.PatternIndex;

/// <summary>An index file is damaged, hostile, or of a kind that is not read.</summary>
public sealed class IndexFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Byte at which the contradiction was met.</param>
    /// <param name="problem">What was expected and what was there.</param>
    /// <param name="inner">The cause, if any.</param>
    public IndexFormatException(string file, long offset, string problem, Exception? inner = null)
        : base($"{file}: at byte {offset}: {problem}", inner)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Byte at which the contradiction was met.</summary>
    public long Offset { get; }
}
