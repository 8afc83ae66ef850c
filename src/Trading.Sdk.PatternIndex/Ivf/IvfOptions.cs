namespace Trading.Sdk.PatternIndex;

/// <summary>Shape of an <see cref="IvfFlatIndex"/>; checked when it is made.</summary>
public sealed record IvfOptions
{
    /// <summary>Lists. 1 … 1,000,000, default 256; about the square root of the number of vectors is usual.</summary>
    public int ListCount { get; init; } = 256;

    /// <summary>Lists searched when the search names no number. At least 1, default 8.</summary>
    public int ProbeCount { get; init; } = 8;

    /// <summary>Passes of the training. 1 … 1,000, default 10.</summary>
    public int TrainingIterations { get; init; } = 10;

    /// <summary>Seed of the training. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ListCount, 1, nameof(ListCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ListCount, 1_000_000, nameof(ListCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(ProbeCount, 1, nameof(ProbeCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainingIterations, 1, nameof(TrainingIterations));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TrainingIterations, 1_000, nameof(TrainingIterations));
    }
}
