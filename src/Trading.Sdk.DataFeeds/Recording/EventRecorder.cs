using System.Runtime.InteropServices;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Records events into a directory: whole messages gathered into blocks, each one record of a journal with its checksum,
/// with checkpoints of the books in between. Pass it to a feed, or put it beside other sinks.
/// </summary>
/// <remarks>
/// One writer. A recording may be continued: the instruments are then those given here. What has not been flushed is lost with
/// the process, and nothing else: a torn block at the end is cut off and reported when the recording is opened again.
/// </remarks>
public sealed class EventRecorder : IMarketEventSink, IDisposable
{
    private readonly EventRecorderOptions options;
    private readonly JournalWriter journal;
    private readonly RecordedBooks? books;
    private readonly byte[] header = new byte[RecordingFormat.HeaderBytes];
    private MarketEvent[] block;
    private int pending;
    private int wholeMessages;
    private long checkpoint = -1;
    private long sinceCheckpoint;
    private long written;
    private MarketEvent last;
    private bool disposed;

    private EventRecorder(string directory, InstrumentTable instruments, EventRecorderOptions options)
    {
        this.options = options;
        Instruments = instruments;
        block = new MarketEvent[options.BlockEvents];
        books = options.CheckpointEvery > 0 ? new RecordedBooks(instruments) : null;
        journal = JournalWriter.Open(directory, options.Journal);
        try
        {
            // The table goes first, and again where a writer continues, so that a reader always meets it before the events.
            RecordingFormat.WriteHeader(header, RecordingFormat.TableBlock, 0, -1, 0);
            journal.Append(header, RecordingFormat.WriteTable(instruments, options.Participants), Timestamp.Now(options.Journal.TimeProvider));
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>The instruments of the recording.</summary>
    public InstrumentTable Instruments { get; }

    /// <summary>Events taken since this writer was opened.</summary>
    public long Events { get; private set; }

    /// <summary>Events of them that <see cref="Flush"/> has made durable.</summary>
    public long FlushedEvents { get; private set; }

    /// <summary>What opening found: a torn tail that was cut off, the sequence where the recording goes on.</summary>
    public JournalRecovery Recovery => journal.Recovery;

    /// <summary>Creates or continues the recording of a directory.</summary>
    /// <param name="directory">One recording each; created when it is not there.</param>
    /// <param name="instruments">The instruments that events will refer to.</param>
    /// <param name="options">Default: <see cref="EventRecorderOptions"/> as it stands.</param>
    /// <exception cref="JournalException">The directory is locked by another writer, damaged, or cannot be written.</exception>
    public static EventRecorder Open(string directory, InstrumentTable instruments, EventRecorderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        options ??= new EventRecorderOptions();
        EventRecorderOptions.Validate(options);
        return new EventRecorder(directory, instruments, options);
    }

    /// <inheritdoc/>
    /// <exception cref="JournalWriteException">The file system refused.</exception>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        books?.Apply(events);
        foreach (ref readonly MarketEvent e in events)
        {
            if (pending == block.Length)
            {
                MakeRoom();
            }

            block[pending++] = e;
            if (e.IsEndOfMessage)
            {
                wholeMessages = pending;
            }
        }

        if (events.Length > 0)
        {
            last = events[^1];
        }

        Events += events.Length;
        sinceCheckpoint += events.Length;
        if (books is not null && sinceCheckpoint >= options.CheckpointEvery && pending == wholeMessages)
        {
            WriteBlock(pending);
            WriteCheckpoint();
        }
    }

    /// <summary>Writes what is pending and waits until it is durable. A message without its end stays pending.</summary>
    /// <exception cref="JournalWriteException">The file system refused.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        WriteBlock(wholeMessages);
        journal.Sync();
        FlushedEvents = written;
    }

    /// <summary>Writes what is pending, an unfinished message included, and closes the recording.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        try
        {
            WriteBlock(pending);
            journal.Sync();
        }
        finally
        {
            journal.Dispose();
        }
    }

    /// <summary>A full block is written up to its last whole message; a message longer than a block makes the block grow, and in the end is split.</summary>
    private void MakeRoom()
    {
        if (wholeMessages > 0)
        {
            WriteBlock(wholeMessages);
        }
        else if (block.Length < 65_536 && RecordingFormat.HeaderBytes + (block.Length * 2L * MarketEvent.SizeInBytes) <= Math.Min(options.Journal.PayloadBytesMax, options.Journal.SegmentBytes - 1024))
        {
            Array.Resize(ref block, block.Length * 2);
        }
        else
        {
            WriteBlock(pending);
        }
    }

    private void WriteBlock(int count)
    {
        if (count == 0)
        {
            return;
        }

        // The record's time is that of its last event: the first record at or after a time is the one that holds it.
        Write(RecordingFormat.EventBlock, block.AsSpan(0, count), written);
        written += count;
        block.AsSpan(count, pending - count).CopyTo(block);
        pending -= count;
        wholeMessages = Math.Max(wholeMessages - count, 0);
    }

    private long Write(byte kind, ReadOnlySpan<MarketEvent> events, long firstIndex)
    {
        RecordingFormat.WriteHeader(header, kind, events.Length, checkpoint, firstIndex);
        return journal.Append(header, MemoryMarshal.AsBytes(events), events[^1].ReceiveTime);
    }

    private void WriteCheckpoint()
    {
        sinceCheckpoint = 0;
        List<MarketEvent> snapshot = books!.Snapshot(last.ExchangeTime, last.ReceiveTime);
        ReadOnlySpan<MarketEvent> rest = CollectionsMarshal.AsSpan(snapshot);
        long first = -1;
        // The first record of a checkpoint says −1: so a reader knows where it begins. More follow until another kind comes.
        checkpoint = -1;
        int most = Math.Min(65_536, (int)Math.Min(options.Journal.PayloadBytesMax, options.Journal.SegmentBytes - 1024) / MarketEvent.SizeInBytes - 1);
        while (rest.Length > 0)
        {
            int count = Math.Min(rest.Length, most);
            long sequence = Write(RecordingFormat.CheckpointBlock, rest[..count], Events);
            first = first < 0 ? sequence : first;
            checkpoint = first;
            rest = rest[count..];
        }
    }
}
