using Microsoft.Extensions.Logging;

namespace Trading.Sdk;

/// <summary>Writes alerts to the log, as warnings.</summary>
/// <param name="logger">The log.</param>
public sealed partial class LoggingAlertSink(ILogger<LoggingAlertSink> logger) : IAlertSink
{
    /// <inheritdoc/>
    public void Raise(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        Log(alert.Kind, alert.Subject, alert.Message);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Kind} of {Subject}: {Text}")]
    private partial void Log(AlertKind kind, string subject, string text);
}
