namespace Trading.Sdk.Testing;

/// <summary>The market that a <see cref="FakeBinance"/> plays.</summary>
public enum FakeBinanceMarket
{
    /// <summary>Spot: contiguous update ids, paths below /api/v3.</summary>
    Spot = 0,

    /// <summary>USD-margined futures: ids with holes, chained by pu, paths below /fapi/v1.</summary>
    UsdM = 1,

    /// <summary>Coin-margined futures: as USD-margined, with the pair in each message, paths below /dapi/v1.</summary>
    CoinM = 2,
}
