namespace Trading.Sdk.Persistence;

/// <summary>The clock in nanoseconds since 1970-01-01 UTC.</summary>
internal static class UnixClock
{
    public static long NowNanos(this TimeProvider clock) => (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
}
