namespace Trading.Sdk.DataFeeds;

/// <summary>How recordings are replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>The time that orders several recordings and paces them. Default <see cref="ReplayClock.Receive"/>.</summary>
    public ReplayClock Clock { get; init; } = ReplayClock.Receive;

    /// <summary>Speed against the recording: 1 = real time, 10 = ten times as fast, 0 = as fast as possible. Default 0.</summary>
    public double Speed { get; init; }

    /// <summary>First receive time replayed, nanoseconds since 1970; the books as they stood come first, as snapshots. Default null: from the beginning.</summary>
    public long? From { get; init; }

    /// <summary>Receive time, exclusive, at which the replay ends, nanoseconds since 1970. Default null: at the end.</summary>
    public long? Until { get; init; }

    /// <summary>How receive times are changed. Default: as recorded.</summary>
    public ReplayLatency Latency { get; init; } = ReplayLatency.Recorded;

    /// <summary>The clock that paces. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal static void Validate(ReplayOptions options)
    {
        if (!(options.Speed >= 0) || double.IsInfinity(options.Speed) || !Enum.IsDefined(options.Clock))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "Speed is finite and at least 0, Clock has named values only.");
        }

        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
    }
}
