using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>One depth message: the change of one row. The venue sends neither sequence nor time.</summary>
/// <param name="RequestId">The subscription.</param>
/// <param name="Position">The row, 0 = best.</param>
/// <param name="Operation">What happens to it.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Price">As sent, exact.</param>
/// <param name="Size">As sent, exact.</param>
/// <param name="MarketMaker">Market maker, or with smart depth the exchange; empty where rows have no owner.</param>
/// <param name="IsSmartDepth">True for a row of a book joined from several exchanges.</param>
public readonly record struct TwsDepthUpdate(int RequestId, int Position, TwsDepthOperation Operation, Side Side, decimal Price, decimal Size, string MarketMaker, bool IsSmartDepth);
