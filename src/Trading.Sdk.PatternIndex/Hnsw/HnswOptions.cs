namespace Trading.Sdk.PatternIndex;

/// <summary>Shape of an <see cref="HnswIndex"/>; checked when the index is made.</summary>
public sealed record HnswOptions
{
    /// <summary>Links a node makes when it is added (M); the ground layer keeps up to twice as many. 2 … 256, default 16.</summary>
    public int LinkCount { get; init; } = 16;

    /// <summary>Width of the beam while adding (efConstruction): more builds slower and finds more. <see cref="LinkCount"/> … 100,000, default 200.</summary>
    public int ConstructionEf { get; init; } = 200;

    /// <summary>Width of the beam of a search that names none (ef). 1 … 1,000,000, default 64.</summary>
    public int SearchEf { get; init; } = 64;

    /// <summary>Seed of the level that an id gets. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Vectors expected, to size the memory segments; growth beyond it is free of copying as well. Default 10,000.</summary>
    public long ExpectedCount { get; init; } = 10_000;

    /// <summary>Keeps one node for bit-equal vectors, with a list of ids: repeated windows would otherwise crowd each other's links. Default true.</summary>
    public bool CollapseDuplicates { get; init; } = true;

    /// <summary>Removed nodes stay as stepping stones until they are this share of all nodes; then they are unlinked and their slots reused. 0.01 … 0.9, default 0.2.</summary>
    public double RemovedShareLimit { get; init; } = 0.2;

    internal void Validate()
    {
        Check(LinkCount, 2, 256, nameof(LinkCount));
        Check(ConstructionEf, LinkCount, 100_000, nameof(ConstructionEf));
        Check(SearchEf, 1, 1_000_000, nameof(SearchEf));
        ArgumentOutOfRangeException.ThrowIfNegative(ExpectedCount, nameof(ExpectedCount));
        if (!(RemovedShareLimit is >= 0.01 and <= 0.9))
        {
            throw new ArgumentOutOfRangeException(nameof(RemovedShareLimit), RemovedShareLimit, "Must be 0.01 … 0.9.");
        }
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Must be {least} … {most}.");
        }
    }
}
