namespace Trading.Sdk.DataFeeds;

/// <summary>How NYSE-TAQ-like files are read.</summary>
public sealed record TaqCsvOptions
{
    /// <summary>The files' time zone. Default null: UTC−5 all year (Eastern Standard Time); pass the zone of New York for files in local time.</summary>
    public TimeZoneInfo? TimeZone { get; init; }
}
