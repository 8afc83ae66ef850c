namespace Trading.Sdk.MarketData;

/// <summary>Data from outside is not of the documented form. The message names the source, the place and what was expected.</summary>
public class MarketDataFormatException : FormatException
{
    /// <summary>Creates the exception with a message alone.</summary>
    public MarketDataFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public MarketDataFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for a place in a file or stream.</summary>
    /// <param name="source">File name or connection.</param>
    /// <param name="line">Line from 1; 0 where the source has no lines.</param>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="innerException">The cause, if any.</param>
    public MarketDataFormatException(string source, long line, string problem, Exception? innerException = null)
        : base(line > 0 ? $"{source}, line {line}: {problem}" : $"{source}: {problem}", innerException)
    {
        DataSource = source;
        Line = line;
    }

    /// <summary>File name or connection, when known.</summary>
    public string? DataSource { get; }

    /// <summary>Line from 1, or 0.</summary>
    public long Line { get; }
}
