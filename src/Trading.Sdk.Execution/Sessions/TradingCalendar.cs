namespace Trading.Sdk.Execution;

/// <summary>
/// When a venue is open: weekly hours in its own time zone, holidays and early closes. Daylight saving is the time zone's: the same
/// local hour is another moment in summer than in winter. Answers are kept, so that asking for every message costs nothing. Not thread-safe.
/// </summary>
/// <remarks>
/// A local time that does not exist (clocks put forward) counts as the moment of the change, one that exists twice (put back) as its
/// first occurrence.
/// </remarks>
public sealed class TradingCalendar
{
    private const long NanosPerTick = 100;
    private const int SearchDays = 400;
    private readonly TimeZoneInfo zone;
    private readonly TradingHours?[] week = new TradingHours?[7];
    private readonly HashSet<DateOnly> holidays;
    private readonly Dictionary<DateOnly, TimeOnly> earlyCloses;
    private long from = 1, until, openAt, closeAt;

    /// <summary>Creates the calendar.</summary>
    /// <param name="zone">The venue's time zone, e.g. <c>TimeZoneInfo.FindSystemTimeZoneById("America/New_York")</c>.</param>
    /// <param name="hours">Sessions by the day on which they open, at least one.</param>
    /// <param name="holidays">Days on which no session opens.</param>
    /// <param name="earlyCloses">Days whose session closes earlier, with the local time.</param>
    public TradingCalendar(TimeZoneInfo zone, IReadOnlyDictionary<DayOfWeek, TradingHours> hours, IEnumerable<DateOnly>? holidays = null, IReadOnlyDictionary<DateOnly, TimeOnly>? earlyCloses = null)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(hours);
        if (hours.Count == 0)
        {
            throw new ArgumentException("A calendar needs at least one session a week.", nameof(hours));
        }

        this.zone = zone;
        foreach ((DayOfWeek day, TradingHours session) in hours)
        {
            week[(int)day] = session;
        }

        this.holidays = [.. holidays ?? []];
        this.earlyCloses = earlyCloses is null ? [] : new Dictionary<DateOnly, TimeOnly>(earlyCloses);
    }

    /// <summary>True while a session is open.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    public bool IsOpen(long time)
    {
        Find(time);
        return time >= openAt && time < closeAt;
    }

    /// <summary>The next moment at which a session opens, at or after a time; the time itself while one is open.</summary>
    public long NextOpen(long time)
    {
        Find(time);
        return Math.Max(openAt, time);
    }

    /// <summary>End of the session that is open, or of the next one.</summary>
    public long NextClose(long time)
    {
        Find(time);
        return closeAt;
    }

    /// <summary>Finds the session that is open at a time or the next one; the answer holds from the end of the one before until its own end.</summary>
    private void Find(long time)
    {
        if (time >= from && time < until)
        {
            return;
        }

        DateOnly day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Utc(time), zone)).AddDays(-1);
        from = time;
        for (int i = 0; i < SearchDays; i++, day = day.AddDays(1))
        {
            if (week[(int)day.DayOfWeek] is not { } hours || holidays.Contains(day))
            {
                continue;
            }

            TimeOnly close = earlyCloses.TryGetValue(day, out TimeOnly early) ? early : hours.Close;
            long end = Moment(close <= hours.Open ? day.AddDays(1) : day, close);
            if (end > time)
            {
                (openAt, closeAt, until) = (Moment(day, hours.Open), end, end);
                return;
            }
        }

        throw new InvalidOperationException($"No session within {SearchDays} days after {Utc(time):u}.");
    }

    private static DateTime Utc(long time) => DateTime.UnixEpoch.AddTicks(Math.DivRem(time, NanosPerTick, out _));

    private long Moment(DateOnly day, TimeOnly clock)
    {
        DateTime local = day.ToDateTime(clock);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return (local - offset - DateTime.UnixEpoch).Ticks * NanosPerTick;
    }
}
