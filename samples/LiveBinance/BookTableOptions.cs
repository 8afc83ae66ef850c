namespace LiveBinance;

/// <summary>What the table does beside showing.</summary>
/// <param name="Output">Directory to record into; null = none.</param>
/// <param name="Duration">Time after which the program ends by itself; null = never.</param>
internal sealed record BookTableOptions(string? Output, TimeSpan? Duration);
