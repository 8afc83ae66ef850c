using Trading.Sdk.DataFeeds;

namespace Trading.Sdk.Workbench.Feeds;

/// <summary>What <c>feed record binance</c> was asked for.</summary>
internal sealed record BinanceRecordRequest(BinanceFeedOptions Options, string[] Symbols, TimeSpan Duration, string Output, int Top, string? TraceFile, decimal? Tick, decimal? Lot);
