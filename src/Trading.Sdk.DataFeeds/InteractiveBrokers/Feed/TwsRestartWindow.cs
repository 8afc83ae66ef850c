namespace Trading.Sdk.DataFeeds;

/// <summary>The time of day at which the TWS or gateway restarts itself: a lost connection is then expected.</summary>
/// <param name="Start">Begin, local time of the zone.</param>
/// <param name="Length">Length, at most a day.</param>
/// <param name="Zone">Zone of the begin.</param>
public sealed record TwsRestartWindow(TimeOnly Start, TimeSpan Length, TimeZoneInfo Zone)
{
    /// <summary>True while a moment lies in the window.</summary>
    public bool Contains(DateTimeOffset time)
    {
        TimeSpan since = TimeZoneInfo.ConvertTime(time, Zone).TimeOfDay - Start.ToTimeSpan();
        return (since < TimeSpan.Zero ? since + TimeSpan.FromDays(1) : since) < Length;
    }
}
