namespace Trading.Sdk.Workbench.Books;

/// <summary>What <c>book replay</c> was asked to do.</summary>
internal sealed record BookReplayRequest
{
    public required IReadOnlyList<string> Files { get; init; }

    public string? Venue { get; init; }

    public decimal? Tick { get; init; }

    public decimal? Lot { get; init; }

    public string? Symbol { get; init; }

    /// <summary>The day of a file that tells times of the day only (lobster); null = the one in its name.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Levels a side to print beside the best; 0 = none.</summary>
    public int Depth { get; init; }

    /// <summary>File for the best levels after each depth message; null = none.</summary>
    public string? BboFile { get; init; }

    public T Required<T>(T? value, string option)
        where T : struct => value ?? throw new UsageException($"--{option} is required for this format.");

    public string RequiredVenue(params string[] known) =>
        Venue is { } venue && known.Contains(venue) ? venue : throw new UsageException($"--venue must be one of {string.Join(", ", known)}.");
}
