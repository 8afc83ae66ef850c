namespace Trading.Sdk.DataFeeds;

/// <summary>The three Binance markets with order books; they differ in addresses, limits and in how depth messages chain.</summary>
public enum BinanceVenue
{
    /// <summary>Spot: update ids are contiguous (U = previous u + 1).</summary>
    Spot = 0,

    /// <summary>USD-margined futures: each message names its predecessor (pu = previous u).</summary>
    UsdMFutures = 1,

    /// <summary>Coin-margined futures: as USD-margined; quantities are contracts.</summary>
    CoinMFutures = 2,
}
