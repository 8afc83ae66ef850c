using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>A sign of hidden quantity at a price.</summary>
/// <param name="Time">When it showed, nanoseconds since 1970.</param>
/// <param name="Side">Side on which the hidden order rests.</param>
/// <param name="Price">Its price in storage increments.</param>
/// <param name="Refills">Refills seen at this price in a row.</param>
/// <param name="ExecutedQuantity">Quantity executed at the price since the first of them.</param>
/// <param name="DisplayedQuantity">Quantity that reappeared.</param>
/// <param name="Probability">1 for refills under the same order id; on levels 1 − 0.5^refills, a rule of thumb that grows with repetition.</param>
public readonly record struct IcebergEvidence(long Time, Side Side, long Price, int Refills, long ExecutedQuantity, long DisplayedQuantity, double Probability);
