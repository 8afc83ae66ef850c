namespace Trading.Sdk.PatternIndex;

/// <summary>One bar of a share. NaN stands for what a source does not give; the close is always there.</summary>
/// <param name="TimeNanos">When the bar was complete, nanoseconds since the Unix epoch.</param>
/// <param name="Open">First price, or NaN.</param>
/// <param name="High">Highest price, or NaN.</param>
/// <param name="Low">Lowest price, or NaN.</param>
/// <param name="Close">Last price, positive.</param>
/// <param name="Volume">Shares traded, or NaN.</param>
public readonly record struct DailyBar(long TimeNanos, double Open, double High, double Low, double Close, double Volume)
{
    /// <summary>A bar of which only the close is known.</summary>
    public static DailyBar FromClose(long timeNanos, double close) => new(timeNanos, double.NaN, double.NaN, double.NaN, close, double.NaN);
}
