namespace Trading.Sdk.EndToEnd;

/// <summary>What the main job was asked to do.</summary>
internal sealed record JobOptions
{
    public IReadOnlyList<string> Files { get; init; } = [];

    public string? Venue { get; init; }

    public decimal? Tick { get; init; }

    public decimal? Lot { get; init; }

    public ulong Seed { get; init; } = 1;

    public int Minutes { get; init; } = 120;

    public string ReportFile { get; init; } = "report.html";

    public string StoreFolder { get; init; } = Path.Combine("out", "store");
}
