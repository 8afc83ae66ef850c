using Microsoft.Extensions.Logging;

namespace Trading.Sdk.DataFeeds;

/// <summary>What the Alpaca feed logs.</summary>
internal static partial class AlpacaLog
{
    [LoggerMessage(30, LogLevel.Warning, "{Feed}: connection lost: {Problem}")]
    public static partial void Lost(ILogger logger, string feed, string problem);

    [LoggerMessage(31, LogLevel.Warning, "{Feed}: unreadable frame: {Problem}")]
    public static partial void Malformed(ILogger logger, string feed, string problem);

    [LoggerMessage(32, LogLevel.Information, "{Feed}: {State} ({Reason})")]
    public static partial void Changed(ILogger logger, string feed, FeedState state, FeedStateReason reason);
}
