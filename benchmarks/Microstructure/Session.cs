using Trading.Sdk.DataFeeds;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.Microstructure;

/// <summary>A recorded session in memory, cut into messages.</summary>
internal sealed record Session(Instrument Instrument, MarketEvent[] Events, (int Start, int Length)[] Messages)
{
    public static async Task<Session> ReadAsync(BinanceVenue venue, decimal tick, decimal lot, string[] files)
    {
        BinanceRecordingFeed feed = BinanceRecordingFeed.Open(new BinanceRecordingOptions { Venue = venue, Tick = tick, Lot = lot }, files);
        var recorder = new RecordedEvents();
        await feed.RunAsync(recorder, CancellationToken.None);
        MarketEvent[] events = [.. recorder.Events];
        var messages = new List<(int, int)>();
        int start = 0;
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].IsEndOfMessage)
            {
                messages.Add((start, i + 1 - start));
                start = i + 1;
            }
        }

        return new Session(feed.Instrument, events, [.. messages]);
    }

    public ReadOnlySpan<MarketEvent> Of((int Start, int Length) message) => Events.AsSpan(message.Start, message.Length);

    public bool IsDepth((int Start, int Length) message) => Events[message.Start].Kind is MarketEventKind.Level or MarketEventKind.Clear;

    public bool IsTrade((int Start, int Length) message) => Events[message.Start].Kind is MarketEventKind.Trade;
}
