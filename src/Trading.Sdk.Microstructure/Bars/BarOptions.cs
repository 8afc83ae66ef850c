namespace Trading.Sdk.Microstructure;

/// <summary>How bars are cut from trades.</summary>
public sealed record BarOptions
{
    /// <value>What closes a bar. Default time.</value>
    public BarKind Kind { get; init; } = BarKind.Time;

    /// <value>
    /// Size of a bar, above 0: nanoseconds (time), trades (tick), quantity increments (volume), price × quantity increments (dollar),
    /// or the expected trades per bar with which imbalance bars start. Default 60 s in nanoseconds.
    /// </value>
    public long Size { get; init; } = 60_000_000_000;

    /// <value>Bars over which the expectations of imbalance bars forget, above 1. Default 20.</value>
    public double ExpectationSpan { get; init; } = 20.0;

    /// <summary>Bars of an interval of time.</summary>
    public static BarOptions OfTime(TimeSpan interval) => new() { Kind = BarKind.Time, Size = checked(interval.Ticks * TimeSpan.NanosecondsPerTick) };

    internal void Validate()
    {
        Require.AtLeast(Size, 1, nameof(Size));
        Require.Above(ExpectationSpan, 1.0, nameof(ExpectationSpan));
        if (!Enum.IsDefined(Kind))
        {
            throw new ArgumentException($"There is no bar kind {(int)Kind}.");
        }
    }
}
