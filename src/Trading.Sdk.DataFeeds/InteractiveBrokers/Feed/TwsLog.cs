using Microsoft.Extensions.Logging;

namespace Trading.Sdk.DataFeeds;

/// <summary>What the Interactive Brokers feed logs.</summary>
internal static partial class TwsLog
{
    [LoggerMessage(1, LogLevel.Information, "{Feed}: connected, server version {Version}")]
    public static partial void Connected(ILogger logger, string feed, int version);

    [LoggerMessage(2, LogLevel.Warning, "{Feed}: {Problem}")]
    public static partial void NotConnected(ILogger logger, string feed, string problem);

    [LoggerMessage(3, LogLevel.Warning, "{Feed}: connection lost: {Problem}")]
    public static partial void Lost(ILogger logger, string feed, string problem);

    [LoggerMessage(4, LogLevel.Error, "{Feed}: given up: {Problem}")]
    public static partial void GaveUp(ILogger logger, string feed, string problem);

    [LoggerMessage(5, LogLevel.Information, "{Feed}: code {Code} for request {Request}: {Text}")]
    public static partial void Server(ILogger logger, string feed, int code, int request, string text);

    [LoggerMessage(6, LogLevel.Warning, "{Feed}: unreadable message: {Problem}")]
    public static partial void Malformed(ILogger logger, string feed, string problem);

    [LoggerMessage(7, LogLevel.Information, "{Feed}: {Symbol} is {State} ({Reason})")]
    public static partial void Changed(ILogger logger, string feed, string symbol, FeedState state, FeedStateReason reason);

    [LoggerMessage(8, LogLevel.Warning, "{Feed}: the server does not answer")]
    public static partial void Silent(ILogger logger, string feed);
}
