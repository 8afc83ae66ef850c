namespace Trading.Sdk.Testing;

/// <summary>A symbol that a <see cref="FakeBinance"/> trades.</summary>
/// <param name="Name">Upper case, e.g. BTCUSDT.</param>
/// <param name="PriceDecimals">Decimals of the tick, 0…8. Default 2.</param>
/// <param name="QuantityDecimals">Decimals of the lot, 0…8. Default 5.</param>
/// <param name="MidTicks">First middle of the book, in ticks. Default 6,000,000.</param>
public sealed record FakeBinanceSymbol(string Name, int PriceDecimals = 2, int QuantityDecimals = 5, long MidTicks = 6_000_000);
