using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Benchmarks.OrderBook;

/// <summary>A stream of the level-2 generator as events: the snapshot as one message, then the changes.</summary>
internal sealed class LevelStream
{
    private const int HeaderBytes = 64;
    private const int RecordBytes = 32;

    private LevelStream(MarketEvent[] snapshot, MarketEvent[] changes)
    {
        Snapshot = snapshot;
        Changes = changes;
        Ends = Messages.Ends(changes);
    }

    public static Instrument Instrument { get; } = new(1, "BTCUSDT", 0.01m, 0.00001m);

    public MarketEvent[] Snapshot { get; }

    public MarketEvent[] Changes { get; }

    /// <summary>End of each message of the changes.</summary>
    public int[] Ends { get; }

    public static LevelStream Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (!bytes.AsSpan(0, 8).SequenceEqual("L2DIFF01"u8))
        {
            throw new InvalidDataException($"{file} is not a stream of the level-2 generator");
        }

        ReadOnlySpan<long> header = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(0, HeaderBytes));
        int snapshotCount = (int)header[4], changeCount = (int)header[5];
        var events = new MarketEvent[snapshotCount + 1 + changeCount];
        events[0] = MarketEvent.Clear(1, 0, MarketEventFlags.Snapshot);
        for (int i = 0; i < snapshotCount + changeCount; i++)
        {
            ReadOnlySpan<byte> record = bytes.AsSpan(HeaderBytes + (i * RecordBytes), RecordBytes);
            ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(record);
            MarketEventFlags flags = record[30] != 0 ? MarketEventFlags.EndOfMessage : MarketEventFlags.None;
            events[i + 1] = MarketEvent.Level(1, record[28] == 0 ? Side.Bid : Side.Ask, words[1], words[2], words[0], 0, i < snapshotCount ? flags | MarketEventFlags.Snapshot : flags);
        }

        return new LevelStream(events[..(snapshotCount + 1)], events[(snapshotCount + 1)..]);
    }
}
