using Microsoft.Extensions.Logging;

namespace Trading.Sdk.DataFeeds;

/// <summary>What the failover feed logs.</summary>
internal static partial class FailoverLog
{
    [LoggerMessage(20, LogLevel.Warning, "{Feed}: switched from source {From} to source {To}")]
    public static partial void Switched(ILogger logger, string feed, int from, int to);

    [LoggerMessage(21, LogLevel.Error, "{Feed}: source {Source} ended: {Problem}")]
    public static partial void SourceFailed(ILogger logger, string feed, int source, string problem);
}
