using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>What a recording holds, found by reading and verifying all of it.</summary>
public sealed record RecordingInfo
{
    /// <summary>Files of the recording.</summary>
    public required int Segments { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Blocks of events.</summary>
    public required long Blocks { get; init; }

    /// <summary>Events, up to the first damage.</summary>
    public required long Events { get; init; }

    /// <summary>Messages (events that end one).</summary>
    public required long Messages { get; init; }

    /// <summary>Events per instrument id.</summary>
    public required IReadOnlyDictionary<int, long> EventsByInstrument { get; init; }

    /// <summary>The instruments.</summary>
    public required InstrumentTable Instruments { get; init; }

    /// <summary>Smallest and greatest receive time, nanoseconds since 1970; null without events.</summary>
    public (long First, long Last)? ReceiveSpan { get; init; }

    /// <summary>Smallest and greatest exchange time, nanoseconds since 1970; null without events.</summary>
    public (long First, long Last)? ExchangeSpan { get; init; }

    /// <summary>Bytes of a torn block at the end, which the next writer will cut off; 0 for a whole recording.</summary>
    public required long TornBytes { get; init; }

    /// <summary>The first damage; null when every block is whole.</summary>
    public JournalCorruptException? Damage { get; init; }

    /// <summary>Reads the recording of a directory, which should not be written meanwhile.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="MarketDataFormatException">The directory holds no recording of events.</exception>
    public static RecordingInfo Read(string directory)
    {
        JournalReport report = JournalInspection.Run(directory);
        using RecordingReader reader = RecordingReader.Open(directory);
        var counts = new Dictionary<int, long>();
        long blocks = 0, events = 0, messages = 0;
        long firstReceive = long.MaxValue, lastReceive = long.MinValue, firstExchange = long.MaxValue, lastExchange = long.MinValue;
        JournalCorruptException? damage = report.Damage;
        try
        {
            while (reader.TryRead(out ReadOnlySpan<MarketEvent> block))
            {
                blocks++;
                events += block.Length;
                foreach (ref readonly MarketEvent e in block)
                {
                    counts[e.InstrumentId] = counts.GetValueOrDefault(e.InstrumentId) + 1;
                    messages += e.IsEndOfMessage ? 1 : 0;
                    firstReceive = Math.Min(firstReceive, e.ReceiveTime);
                    lastReceive = Math.Max(lastReceive, e.ReceiveTime);
                    firstExchange = Math.Min(firstExchange, e.ExchangeTime);
                    lastExchange = Math.Max(lastExchange, e.ExchangeTime);
                }
            }
        }
        catch (JournalCorruptException e)
        {
            damage ??= e;
        }

        return new RecordingInfo
        {
            Segments = report.Segments,
            Bytes = report.Bytes,
            Blocks = blocks,
            Events = events,
            Messages = messages,
            EventsByInstrument = counts,
            Instruments = reader.Instruments,
            ReceiveSpan = events > 0 ? (firstReceive, lastReceive) : null,
            ExchangeSpan = events > 0 ? (firstExchange, lastExchange) : null,
            TornBytes = report.TornBytes,
            Damage = damage,
        };
    }
}
