namespace Trading.Sdk.DataFeeds;

/// <summary>How a raw Binance recording is read.</summary>
public sealed class BinanceRecordingOptions
{
    /// <summary>The market that was recorded.</summary>
    public required BinanceVenue Venue { get; init; }

    /// <summary>Price tick of the recorded instrument, e.g. 0.01.</summary>
    public required decimal Tick { get; init; }

    /// <summary>Quantity step of the recorded instrument, e.g. 0.00001.</summary>
    public required decimal Lot { get; init; }

    /// <summary>The symbol to replay; null = the only one of the recording, and a second one is an error.</summary>
    public string? Symbol { get; init; }

    /// <summary>Id of the instrument in the events. Default 1.</summary>
    public int InstrumentId { get; init; } = 1;
}
