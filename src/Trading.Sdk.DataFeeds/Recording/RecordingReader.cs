using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads a recording block by block, memory-mapped and verified: from the beginning, or from a time with the books as they
/// stood there. Not thread-safe; any number of readers.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    private readonly JournalReader journal;
    private readonly string directory;
    private long position;

    private RecordingReader(string directory)
    {
        this.directory = directory;
        journal = JournalReader.Open(directory);
        try
        {
            ReadFirstTable();
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>The instruments of the recording; when a later writer continued it with others, those of the last table read.</summary>
    public InstrumentTable Instruments { get; private set; } = new();

    /// <summary>Names to which participant ids refer (1 = the first).</summary>
    public IReadOnlyList<string> Participants { get; private set; } = [];

    /// <summary>Opens the recording of a directory.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="MarketDataFormatException">The directory holds a journal, but no recording of events.</exception>
    /// <exception cref="JournalCorruptException">The recording is damaged; file and offset are named.</exception>
    public static RecordingReader Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Directory.Exists(directory) ? new RecordingReader(directory) : throw new DirectoryNotFoundException($"{directory}: there is no such recording");
    }

    /// <summary>Reads the next block of events.</summary>
    /// <param name="events">Valid until the next call; points into the mapped file where the machine is little-endian.</param>
    /// <returns>False at the end of what has been written so far.</returns>
    /// <exception cref="MarketDataFormatException">A block is not of this format.</exception>
    /// <exception cref="JournalCorruptException">The recording is damaged; file and offset are named.</exception>
    public bool TryRead(out ReadOnlySpan<MarketEvent> events)
    {
        while (journal.TryRead(out JournalRecord record))
        {
            position = record.Sequence;
            switch (Kind(in record))
            {
                case RecordingFormat.EventBlock:
                    events = Events(in record);
                    return true;
                case RecordingFormat.TableBlock:
                    ReadTable(in record);
                    break;
                case RecordingFormat.CheckpointBlock:
                    // Redundant when reading on.
                    Events(in record);
                    break;
                default:
                    throw Malformed($"a block of kind {record.Payload[0]}; expected events, a checkpoint or an instrument table");
            }
        }

        events = default;
        return false;
    }

    /// <summary>Goes back to the beginning.</summary>
    public void SeekFirst() => journal.SeekFirst();

    /// <summary>
    /// Goes to a receive time. The books as they stood at the last checkpoint before it come out first, as snapshots, then
    /// all events from that checkpoint on; without a checkpoint, all events from the beginning.
    /// </summary>
    /// <param name="receiveTime">Nanoseconds since 1970.</param>
    /// <param name="snapshots">Receives the snapshot events to apply before reading on; may be empty.</param>
    /// <remarks>Receive times are assumed to grow from block to block, as they do in a recording made live.</remarks>
    public void SeekTime(long receiveTime, IMarketEventSink snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        journal.SeekTime(receiveTime);
        long checkpoint = -1;
        while (journal.TryRead(out JournalRecord record))
        {
            byte kind = Kind(in record);
            if (kind == RecordingFormat.EventBlock)
            {
                checkpoint = BinaryPrimitives.ReadInt64LittleEndian(record.Payload[8..]);
                break;
            }
        }

        if (checkpoint < 0)
        {
            journal.SeekFirst();
            return;
        }

        try
        {
            journal.SeekSequence(checkpoint);
        }
        catch (JournalRangeException)
        {
            // Retention has removed it: what is left is read from its beginning, where the books are not known.
            journal.SeekFirst();
            return;
        }

        long next = checkpoint;
        while (journal.TryRead(out JournalRecord record) && Kind(in record) == RecordingFormat.CheckpointBlock)
        {
            snapshots.OnEvents(Events(in record));
            next = record.Sequence + 1;
        }

        journal.SeekSequence(next);
    }

    /// <inheritdoc/>
    public void Dispose() => journal.Dispose();

    private void ReadFirstTable()
    {
        // With old segments removed by retention the first record may be any: the table of the writer may be gone with them.
        while (journal.TryRead(out JournalRecord record))
        {
            position = record.Sequence;
            if (Kind(in record) == RecordingFormat.TableBlock)
            {
                ReadTable(in record);
                journal.SeekFirst();
                return;
            }
        }

        throw new MarketDataFormatException(directory, 0, "the journal holds no instrument table: this is no recording of events");
    }

    private void ReadTable(scoped in JournalRecord record)
    {
        try
        {
            Instruments = RecordingFormat.ReadTable(record.Payload[RecordingFormat.HeaderBytes..].ToArray(), out string[] participants);
            Participants = participants;
        }
        catch (MarketDataFormatException e)
        {
            throw Malformed(e.Message);
        }
    }

    private byte Kind(scoped in JournalRecord record)
    {
        ReadOnlySpan<byte> payload = record.Payload;
        if (payload.Length < RecordingFormat.HeaderBytes)
        {
            throw Malformed($"a block of {payload.Length} bytes; expected at least {RecordingFormat.HeaderBytes}");
        }

        return payload[1] == RecordingFormat.Version ? payload[0] : throw Malformed($"a block of version {payload[1]}; expected {RecordingFormat.Version}");
    }

    private ReadOnlySpan<MarketEvent> Events(scoped in JournalRecord record)
    {
        ReadOnlySpan<byte> content = record.Payload[RecordingFormat.HeaderBytes..];
        int count = BinaryPrimitives.ReadInt32LittleEndian(record.Payload[4..]);
        if (content.Length != (long)count * MarketEvent.SizeInBytes)
        {
            throw Malformed($"a block that announces {count} events has {content.Length} bytes of them; expected {(long)count * MarketEvent.SizeInBytes}");
        }

        return MemoryMarshal.Cast<byte, MarketEvent>(content);
    }

    private MarketDataFormatException Malformed(string problem) => new(directory, 0, $"record {position}: {problem}");
}
