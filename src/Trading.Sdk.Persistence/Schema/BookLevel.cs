namespace Trading.Sdk.Persistence;

/// <summary>A level of a stored book.</summary>
/// <param name="Price">Price.</param>
/// <param name="Size">Quantity at the price.</param>
/// <param name="Count">Orders at the price; 0 when unknown.</param>
public readonly record struct BookLevel(decimal Price, decimal Size, int Count = 0);
