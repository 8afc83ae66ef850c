namespace Trading.Sdk.MarketData;

/// <summary>Quantity between the touch and a limit price.</summary>
/// <param name="Quantity">Sum over the levels from the best to the limit, inclusive.</param>
/// <param name="LimitPrice">The limit that was asked for.</param>
/// <param name="KnownPrice">The farthest price up to which the book knows all levels (the edge of its snapshot).</param>
/// <param name="IsComplete">True when the limit lies within the known range; else the sum is a lower bound.</param>
public readonly record struct DepthSum(long Quantity, long LimitPrice, long KnownPrice, bool IsComplete);
