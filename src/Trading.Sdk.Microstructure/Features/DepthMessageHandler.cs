using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Applies one whole message to the book that a <see cref="FeatureEngine"/> reads.</summary>
/// <param name="message">The events of the message; trades are among them and mean nothing to a book.</param>
public delegate void DepthMessageHandler(ReadOnlySpan<MarketEvent> message);
