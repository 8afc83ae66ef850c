namespace Trading.Sdk.PatternIndex;

/// <summary>A graph taken apart, between an <see cref="HnswIndex"/> and the files of other libraries. Slots are numbered 0, 1, 2 …</summary>
internal sealed record HnswParts
{
    public required int Dimension { get; init; }

    public required VectorMetric Metric { get; init; }

    public required int LinkCount { get; init; }

    public required int GroundLinkCount { get; init; }

    public required int ConstructionEf { get; init; }

    public required int SearchEf { get; init; }

    /// <summary>Row-major, in slot order, as the metric stores them.</summary>
    public required float[] Vectors { get; init; }

    public required long[] Ids { get; init; }

    /// <summary>Topmost layer of each slot, 0 for most.</summary>
    public required int[] Levels { get; init; }

    /// <summary>Links of a slot on a layer.</summary>
    public required Func<int, int, int[]> Links { get; init; }

    public bool[]? Removed { get; init; }

    public required int Entry { get; init; }
}
