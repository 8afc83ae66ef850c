namespace Trading.Sdk.MarketData;

/// <summary>One price level of a book.</summary>
/// <param name="Price">In storage increments of the instrument.</param>
/// <param name="Quantity">Total quantity, in storage increments, greater than 0.</param>
/// <param name="OrderCount">Orders at the level; 0 = unknown (level 2 without counts).</param>
public readonly record struct DepthLevel(long Price, long Quantity, int OrderCount = 0);
