using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>Makes a feature engine with the registered settings for one book.</summary>
/// <param name="book">The book to read.</param>
/// <param name="onRow">Takes each row.</param>
/// <param name="apply">Applies messages to the book; null when the host does.</param>
public delegate FeatureEngine FeatureEngineFactory(IDepthBook book, FeatureRowHandler onRow, DepthMessageHandler? apply = null);
