namespace Trading.Sdk.DataFeeds;

/// <summary>An error or notice came.</summary>
/// <param name="error">What came.</param>
public sealed class TwsErrorEventArgs(TwsError error) : EventArgs
{
    /// <summary>What came.</summary>
    public TwsError Error { get; } = error;
}
