namespace Trading.Sdk.PatternIndex;

/// <summary>What a search of a <see cref="PatternLibrary"/> asks for.</summary>
public sealed record PatternQuery
{
    /// <summary>
    /// The time at which the question is asked, nanoseconds since the Unix epoch. Patterns whose label ended later are not
    /// returned: they could not have been known. Required, so that nobody looks ahead by forgetting it.
    /// </summary>
    public required long AsOfNanos { get; init; }

    /// <summary>Matches wanted. 1 … 100,000, default 20.</summary>
    public int Count { get; init; } = 20;

    /// <summary>Symbol of the window in question; with the times below, windows of it that overlap are left out. Null leaves none out.</summary>
    public string? Symbol { get; init; }

    /// <summary>First bar of the window in question.</summary>
    public long StartNanos { get; init; }

    /// <summary>End of the window in question.</summary>
    public long EndNanos { get; init; }

    /// <summary>Of matches of one symbol that overlap in time only the nearest is returned. Default true: neighbours of a neighbour are no second observation.</summary>
    public bool ExcludeOverlaps { get; init; } = true;

    /// <summary>Greatest distance of a match. Default infinity.</summary>
    public float MaximumDistance { get; init; } = float.PositiveInfinity;

    /// <summary>Condition on the metadata; null takes all.</summary>
    public MetadataFilter? Filter { get; init; }

    /// <summary>Leaves out flat windows. Default true.</summary>
    public bool ExcludeFlat { get; init; } = true;

    /// <summary>Compares the nearest shapes again by dynamic time warping; <see cref="PatternMatch.Distance"/> is then the warped squared distance. Null, the default, does not.</summary>
    public WarpingOptions? Warping { get; init; }

    internal void Validate(int dimension)
    {
        Warping?.Validate(dimension);
        if (Count is < 1 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(Count), Count, "Must be 1 … 100,000.");
        }

        if (float.IsNaN(MaximumDistance))
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumDistance), MaximumDistance, "Must be a number.");
        }

        if (EndNanos < StartNanos)
        {
            throw new ArgumentOutOfRangeException(nameof(EndNanos), EndNanos, "The window ends before it starts.");
        }
    }
}
