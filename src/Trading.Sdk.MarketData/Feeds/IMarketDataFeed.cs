namespace Trading.Sdk.MarketData;

/// <summary>
/// A source of market data: a venue connection, a recording, a simulation. What comes out is in sequence: on a gap the feed
/// itself says <see cref="MarketEventKind.Clear"/>, resynchronises and goes on.
/// </summary>
public interface IMarketDataFeed
{
    /// <summary>The instruments that the events refer to.</summary>
    InstrumentTable Instruments { get; }

    /// <summary>Pushes events into a sink until the source ends or the token is cancelled. One run at a time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken);
}
