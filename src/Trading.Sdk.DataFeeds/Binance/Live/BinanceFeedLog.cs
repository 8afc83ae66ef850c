using Microsoft.Extensions.Logging;

namespace Trading.Sdk.DataFeeds;

/// <summary>The log events of a live Binance feed.</summary>
internal static partial class BinanceFeedLog
{
    [LoggerMessage(1, LogLevel.Information, "{Feed}: connection {Connection} is open ({Streams} streams)")]
    public static partial void Opened(ILogger logger, string feed, string connection, int streams);

    [LoggerMessage(2, LogLevel.Warning, "{Feed}: connection {Connection} ended: {Reason}")]
    public static partial void Lost(ILogger logger, string feed, string connection, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Feed}: {Symbol} is {State} ({Reason}) at update {UpdateId}")]
    public static partial void StateChanged(ILogger logger, string feed, string symbol, FeedState state, FeedStateReason reason, long updateId);

    [LoggerMessage(4, LogLevel.Warning, "{Feed}: malformed message on {Connection} ({Problem}): {Head}")]
    public static partial void Malformed(ILogger logger, string feed, string connection, string problem, string head);

    [LoggerMessage(5, LogLevel.Information, "{Feed}: a second connection takes over from {Connection} ({Reason})")]
    public static partial void Handover(ILogger logger, string feed, string connection, FeedStateReason reason);

    [LoggerMessage(6, LogLevel.Warning, "{Feed}: snapshot of {Symbol} is of no use: {Problem}")]
    public static partial void BadSnapshot(ILogger logger, string feed, string symbol, string problem);

    [LoggerMessage(7, LogLevel.Error, "{Feed}: {Symbol} is given up: {Problem}")]
    public static partial void Refused(ILogger logger, string feed, string symbol, string problem);

    [LoggerMessage(8, LogLevel.Warning, "{Feed}: the consumer is too slow: the backlog is given up, {Books} books start over")]
    public static partial void SlowConsumer(ILogger logger, string feed, int books);

    [LoggerMessage(9, LogLevel.Warning, "{Feed}: connecting failed, attempt {Attempt}, next in {Delay}: {Problem}")]
    public static partial void ConnectFailed(ILogger logger, string feed, int attempt, TimeSpan delay, string problem);

    [LoggerMessage(10, LogLevel.Warning, "{Feed}: control message {Id} was refused: {Problem}")]
    public static partial void ControlRefused(ILogger logger, string feed, long id, string problem);

    [LoggerMessage(11, LogLevel.Warning, "{Feed}: {Symbol} has tick {Tick}, lot {Lot} and status {Status} now")]
    public static partial void SymbolChanged(ILogger logger, string feed, string symbol, decimal tick, decimal lot, string status);

    [LoggerMessage(12, LogLevel.Information, "{Feed}: exchangeInfo could not be had: {Problem}")]
    public static partial void NoExchangeInfo(ILogger logger, string feed, string problem);
}
