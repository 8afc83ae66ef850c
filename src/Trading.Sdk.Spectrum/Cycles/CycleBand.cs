namespace Trading.Sdk.Spectrum;

/// <summary>A range of periods looked at by itself, as "weekly".</summary>
/// <param name="Name">Name for reports.</param>
/// <param name="ShortestPeriod">Shortest period, above 0, in units of time.</param>
/// <param name="LongestPeriod">Longest period, at least the shortest.</param>
public sealed record CycleBand(string Name, double ShortestPeriod, double LongestPeriod)
{
    /// <summary>The bands daily (0.7–1.5 days), weekly (3.5–9 days) and monthly (17–40 days) for a unit of time.</summary>
    /// <param name="unitsPerDay">Units of time per day: 86,400 for seconds, 1 for days. Above 0.</param>
    /// <param name="daysPerWeek">7 for markets that never close, 5 for trading days. Default 7.</param>
    /// <returns>Three bands, shortest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not a finite number above 0.</exception>
    public static IReadOnlyList<CycleBand> Calendar(double unitsPerDay, double daysPerWeek = 7)
    {
        Require.FinitePositive(unitsPerDay);
        Require.FinitePositive(daysPerWeek);
        double week = unitsPerDay * daysPerWeek, month = week * 365.25 / 12 / 7;
        return
        [
            new CycleBand("daily", 0.7 * unitsPerDay, 1.5 * unitsPerDay),
            new CycleBand("weekly", 0.5 * week, 1.3 * week),
            new CycleBand("monthly", 0.55 * month, 1.3 * month),
        ];
    }
}
