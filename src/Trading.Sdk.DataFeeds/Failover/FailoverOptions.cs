namespace Trading.Sdk.DataFeeds;

/// <summary>When a <see cref="FailoverFeed"/> changes its source.</summary>
public sealed record FailoverOptions
{
    /// <summary>Name of the feed in metrics and logs. Default failover.</summary>
    public string Name { get; set; } = "failover";

    /// <summary>How long the active source may be anything but live before the best live one takes over; a failed source is left at once. Default 5 s.</summary>
    public TimeSpan SwitchAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a better source must have been live without a break before it is returned to. Default 30 s.</summary>
    public TimeSpan HoldTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before a source that ended with an error is run again. Default 5 s.</summary>
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the limits are looked at: a switch is late by at most this. Default 100 ms.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal static void Validate(FailoverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Name, nameof(Name));
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(TimeProvider));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SwitchAfter, TimeSpan.Zero, nameof(SwitchAfter));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HoldTime, TimeSpan.Zero, nameof(HoldTime));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RestartDelay, TimeSpan.Zero, nameof(RestartDelay));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.WatchInterval, TimeSpan.Zero, nameof(WatchInterval));
    }
}
