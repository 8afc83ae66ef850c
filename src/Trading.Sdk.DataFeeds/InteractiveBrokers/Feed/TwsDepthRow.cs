namespace Trading.Sdk.DataFeeds;

/// <summary>One row of a book as the venue keeps it.</summary>
/// <param name="Price">Exact, with the digits that were sent.</param>
/// <param name="Size">Exact, with the digits that were sent.</param>
/// <param name="MarketMaker">Market maker, or with smart depth the exchange; empty where rows have no owner.</param>
public readonly record struct TwsDepthRow(decimal Price, decimal Size, string MarketMaker);
