namespace Trading.Sdk.Workbench.Features;

/// <summary>Turns what a library says about a setting into an error of the command line.</summary>
internal static class Usage
{
    /// <summary>Runs what reads settings; their errors become usage errors of one line.</summary>
    public static T Check<T>(Func<T> make, string? where = null)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The runtime appends the parameter's name in parentheses, which means nothing on a command line.
            int end = e.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
            string message = end < 0 ? e.Message : e is ArgumentOutOfRangeException range ? $"{range.ParamName}: {e.Message[..end]}" : e.Message[..end];
            throw new UsageException(where is null ? message : $"{where}: {message}");
        }
    }
}
