namespace Trading.Sdk.Journal;

/// <summary>How a journal is read.</summary>
public sealed class JournalReaderOptions
{
    /// <summary>How often a reader that has reached the end looks for records of another process. 1 ms to 1 minute; default 10 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The clock of the polling. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        JournalOptions.Check(PollInterval >= TimeSpan.FromMilliseconds(1) && PollInterval <= TimeSpan.FromMinutes(1), nameof(PollInterval), PollInterval, "1 ms to 1 minute");
        JournalOptions.Check(TimeProvider is not null, nameof(TimeProvider), null, "given");
    }
}
