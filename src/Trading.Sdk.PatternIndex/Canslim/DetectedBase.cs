namespace Trading.Sdk.PatternIndex;

/// <summary>A base that ends at the last bar given.</summary>
/// <param name="Kind">Its shape.</param>
/// <param name="StartBar">Index of its first bar.</param>
/// <param name="LowBar">Index of its lowest close.</param>
/// <param name="Pivot">The price above which it counts as broken out.</param>
/// <param name="Depth">Fall from its high to its low, as a fraction.</param>
/// <param name="Quality">How well it fits, 0 … 1.</param>
public readonly record struct DetectedBase(BaseKind Kind, int StartBar, int LowBar, double Pivot, double Depth, double Quality);
