namespace Trading.Sdk.DataFeeds;

/// <summary>A <see cref="FailoverFeed"/> has changed its source.</summary>
/// <param name="from">Index of the source before.</param>
/// <param name="to">Index of the source now.</param>
/// <param name="silence">Time between the last event that was passed on and the switch.</param>
public sealed class FailoverSwitchedEventArgs(int from, int to, TimeSpan silence) : EventArgs
{
    /// <summary>Index of the source before.</summary>
    public int From { get; } = from;

    /// <summary>Index of the source now.</summary>
    public int To { get; } = to;

    /// <summary>Time between the last event that was passed on and the switch.</summary>
    public TimeSpan Silence { get; } = silence;
}
