using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>A price at which much quantity has stood for long.</summary>
/// <param name="Side">Bid = support, Ask = resistance.</param>
/// <param name="Price">Price in storage increments.</param>
/// <param name="AverageQuantity">Time-weighted average of the quantity there.</param>
/// <param name="Strength">Average in multiples of the side's median level.</param>
public readonly record struct PersistentLevel(Side Side, long Price, double AverageQuantity, double Strength);
