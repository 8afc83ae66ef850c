namespace Trading.Sdk.MarketData;

/// <summary>
/// Conversions of the SDK's only time: a <see cref="long"/> of nanoseconds since 1970-01-01T00:00:00Z (range ±292 years).
/// </summary>
public static class Timestamp
{
    /// <summary>Nanoseconds in one microsecond.</summary>
    public const long NanosPerMicrosecond = 1_000;

    /// <summary>Nanoseconds in one millisecond.</summary>
    public const long NanosPerMillisecond = 1_000_000;

    /// <summary>Nanoseconds in one second.</summary>
    public const long NanosPerSecond = 1_000_000_000;

    private const long NanosPerTick = 100;

    /// <summary>The current time of a clock, at its resolution (100 ns for the system clock).</summary>
    public static long Now(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return FromDateTimeOffset(clock.GetUtcNow());
    }

    /// <summary>From a date and time of any offset.</summary>
    /// <exception cref="OverflowException">The date is outside 1677…2262.</exception>
    public static long FromDateTimeOffset(DateTimeOffset time) => checked((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosPerTick);

    /// <summary>To a UTC date and time; the last two digits of the nanoseconds are cut (towards the past).</summary>
    public static DateTimeOffset ToDateTimeOffset(long nanos) => new(DateTimeOffset.UnixEpoch.UtcTicks + FloorDivide(nanos, NanosPerTick), TimeSpan.Zero);

    /// <summary>Nanoseconds of a length of time; the most that 64 bits hold for one beyond 292 years, so that a limit of <see cref="TimeSpan.MaxValue"/> means never.</summary>
    public static long FromTimeSpan(TimeSpan span) =>
        span.Ticks > long.MaxValue / NanosPerTick ? long.MaxValue : span.Ticks < long.MinValue / NanosPerTick ? long.MinValue : span.Ticks * NanosPerTick;

    /// <summary>From seconds since 1970.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static long FromSeconds(long seconds) => checked(seconds * NanosPerSecond);

    /// <summary>From milliseconds since 1970.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static long FromMilliseconds(long milliseconds) => checked(milliseconds * NanosPerMillisecond);

    /// <summary>From microseconds since 1970.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static long FromMicroseconds(long microseconds) => checked(microseconds * NanosPerMicrosecond);

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
