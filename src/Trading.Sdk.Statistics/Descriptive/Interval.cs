namespace Trading.Sdk.Statistics;

/// <summary>A closed interval, usually of confidence.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether the value lies in the interval, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
