namespace Trading.Sdk.DataFeeds;

/// <summary>One stream beside the depth: a tick-by-tick kind, or bars. Lives over connections.</summary>
internal sealed class TwsTickLine
{
    /// <summary>The kind; null for bars.</summary>
    public TwsTickByTickKind? Kind { get; init; }

    /// <summary>The running request, or null.</summary>
    public TwsTickRequest? Request { get; set; }

    /// <summary>When it is asked for again, nanoseconds since 1970; 0 = not waiting.</summary>
    public long RetryAt { get; set; }

    /// <summary>True when it waits for a line that another stream holds.</summary>
    public bool IsQueued { get; set; }

    /// <summary>True when the server refused it for good.</summary>
    public bool IsRefused { get; set; }
}
