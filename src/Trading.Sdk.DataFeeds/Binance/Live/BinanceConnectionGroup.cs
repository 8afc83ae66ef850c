namespace Trading.Sdk.DataFeeds;

/// <summary>
/// The instruments that share a connection. It has one connection, and a second one while that takes over: only the feed's
/// thread touches it.
/// </summary>
internal sealed class BinanceConnectionGroup(BinanceDepthFeed feed, int index)
{
    public BinanceDepthFeed Feed => feed;

    public int Index => index;

    public List<BinanceBook> Books { get; } = [];

    public BinanceConnection? Active { get; set; }

    /// <summary>The connection that will take over; null = none is being opened.</summary>
    public BinanceConnection? Standby { get; set; }

    /// <summary>Connections lost one after another without having lasted.</summary>
    public int ShortLives { get; set; }

    public IReadOnlyList<string> StreamNames(BinanceFeedOptions options) => [.. Books.SelectMany(b => BinanceEndpoints.StreamNames(b.Instrument.Symbol, b.Streams, b.DepthMilliseconds, options))];
}
