namespace Trading.Sdk.DataFeeds;

/// <summary>The server refused or ended a request.</summary>
/// <param name="error">What it said.</param>
public sealed class TwsRequestException(TwsError error) : Exception($"request {error.RequestId}: {error.Code} {error.Text}")
{
    /// <summary>What the server said.</summary>
    public TwsError Error { get; } = error;

    /// <summary>The code.</summary>
    public int Code => Error.Code;
}
