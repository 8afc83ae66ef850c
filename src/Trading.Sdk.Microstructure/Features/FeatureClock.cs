namespace Trading.Sdk.Microstructure;

/// <summary>When a <see cref="FeatureEngine"/> writes a row.</summary>
public sealed record FeatureClock
{
    private FeatureClock(FeatureClockKind kind, long intervalNanos, BarOptions? bars)
    {
        Kind = kind;
        IntervalNanos = intervalNanos;
        Bars = bars;
    }

    /// <summary>A row after every message, depth or trade.</summary>
    public static FeatureClock EveryMessage { get; } = new(FeatureClockKind.EveryMessage, 0, null);

    /// <summary>What triggers a row.</summary>
    public FeatureClockKind Kind { get; }

    /// <summary>Nanoseconds between rows for <see cref="FeatureClockKind.Interval"/>, else 0.</summary>
    public long IntervalNanos { get; }

    /// <summary>The bars for <see cref="FeatureClockKind.BarClose"/>, else null.</summary>
    public BarOptions? Bars { get; }

    /// <summary>
    /// A row at each whole multiple of the interval since 1970, with everything that happened up to and including that moment. It is
    /// written as soon as a later message shows that the moment has passed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive.</exception>
    public static FeatureClock Every(TimeSpan interval) =>
        new(FeatureClockKind.Interval, checked(Require.Positive(interval, nameof(interval)).Ticks * TimeSpan.NanosecondsPerTick), null);

    /// <summary>A row whenever a bar closes, with the trade that closed it.</summary>
    public static FeatureClock OnBarClose(BarOptions bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        return new(FeatureClockKind.BarClose, 0, bars);
    }
}
