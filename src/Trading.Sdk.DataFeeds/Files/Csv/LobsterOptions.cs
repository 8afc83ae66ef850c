namespace Trading.Sdk.DataFeeds;

/// <summary>How LOBSTER files are read.</summary>
public sealed record LobsterOptions
{
    /// <summary>The day of the data. Default null: read from the file name (SYMBOL_YYYY-MM-DD_…).</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The symbol. Default null: read from the file name.</summary>
    public string? Symbol { get; init; }

    /// <summary>Offset of the files' clock (seconds after midnight, New York) from UTC. Default −5 hours; −4 in summer.</summary>
    public TimeSpan UtcOffset { get; init; } = TimeSpan.FromHours(-5);
}
