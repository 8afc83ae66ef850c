namespace Trading.Sdk.Neural;

/// <summary>A file is not a valid safetensors file, or does not hold what was asked of it.</summary>
public sealed class SafetensorsFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="inner">The cause, or null.</param>
    public SafetensorsFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
