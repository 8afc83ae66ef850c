namespace Trading.Sdk.DataFeeds;

/// <summary>A request that failed for now: rate limit, server error, broken answer.</summary>
internal sealed class BinanceTransientException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
