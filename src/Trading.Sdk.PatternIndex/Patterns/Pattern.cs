namespace Trading.Sdk.PatternIndex;

/// <summary>A stretch of one market, and what came after it.</summary>
public sealed record Pattern
{
    /// <summary>What was traded; not empty.</summary>
    public required string Symbol { get; init; }

    /// <summary>Time of the first bar, nanoseconds since the Unix epoch.</summary>
    public required long StartNanos { get; init; }

    /// <summary>Time at which the last bar was complete; at or after <see cref="StartNanos"/>.</summary>
    public required long EndNanos { get; init; }

    /// <summary>
    /// Time at which the last of <see cref="ForwardReturns"/> was known; at or after <see cref="EndNanos"/>. A search as of an
    /// earlier time does not see the pattern.
    /// </summary>
    public required long LabelEndNanos { get; init; }

    /// <summary>Log returns from the end of the window over the library's horizons; NaN where none is known.</summary>
    public required IReadOnlyList<double> ForwardReturns { get; init; }

    /// <summary>State of the market, if named.</summary>
    public string? Regime { get; init; }

    /// <summary>What <see cref="PatternShaper"/> said of the window.</summary>
    public PatternShape Shape { get; init; }

    /// <summary>Hash of the vector for quick comparison; set by the library.</summary>
    public ulong Hash { get; init; }
}
