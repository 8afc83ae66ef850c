using Microsoft.Extensions.Logging;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>Warnings and errors of a feed, a line each on stderr.</summary>
internal sealed class ErrorLineLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine(formatter(state, exception).ReplaceLineEndings(" "));
        }
    }
}
