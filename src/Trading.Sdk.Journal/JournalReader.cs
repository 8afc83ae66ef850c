using System.Runtime.CompilerServices;

namespace Trading.Sdk.Journal;

/// <summary>
/// Reads a journal in order, verifying every record: from the oldest, from a sequence or from a time, and on from the end
/// as records are appended, by this process or another. Closed segments are memory-mapped. Not thread-safe: one reader, one
/// caller; any number of readers.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private readonly JournalReaderOptions options;
    private readonly JournalWriter? writer;
    private SegmentWindow? window;
    private long offset;
    private long next;
    private bool fromOldest;
    private bool disposed;

    internal JournalReader(string directory, long? fromSequence, JournalReaderOptions options, JournalWriter? writer)
    {
        Directory = directory;
        this.options = options;
        this.writer = writer;
        if (fromSequence is { } sequence)
        {
            SeekSequence(sequence);
        }
        else
        {
            SeekFirst();
        }
    }

    /// <summary>The journal's directory.</summary>
    public string Directory { get; }

    /// <summary>The sequence of the record that is read next.</summary>
    public long NextSequence => next;

    /// <summary>Opens a reader; needs no lock and no writer.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <param name="fromSequence">First sequence to read, which may still be to come; null for the oldest that is there.</param>
    /// <param name="options">Defaults when null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="JournalRangeException">The sequence has been removed.</exception>
    /// <exception cref="JournalCorruptException">Damage on the way to the sequence.</exception>
    public static JournalReader Open(string directory, long? fromSequence = null, JournalReaderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options ??= new JournalReaderOptions();
        options.Validate();
        if (!System.IO.Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no journal directory {directory}.");
        }

        return new JournalReader(Path.GetFullPath(directory), fromSequence, options, writer: null);
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record; its payload is valid until the next call.</param>
    /// <returns>False at the end of what has been written so far; a later call may find more.</returns>
    /// <exception cref="JournalCorruptException">The record is damaged; the reader stays in front of it.</exception>
    /// <exception cref="JournalRangeException">Retention has overtaken the reader.</exception>
    /// <remarks>Allocates nothing but when it enters another segment.</remarks>
    // Compiled fully at once: a scan of a few hundred milliseconds is over before the usual steps of compilation are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe bool TryRead(out JournalRecord record)
    {
        while (true)
        {
            if (window is not null
                && window.Judge(offset, next, out byte* at, out uint length) == RecordState.Valid)
            {
                record = new JournalRecord(next, (long)SegmentFormat.ReadUInt64(ref at[16]), new ReadOnlySpan<byte>(at + SegmentFormat.RecordHeaderBytes, (int)length - SegmentFormat.RecordHeaderBytes));
                offset += SegmentFormat.Footprint(length);
                next++;
                return true;
            }

            if (!FindMore())
            {
                record = default;
                return false;
            }
        }
    }

    /// <summary>Goes to the oldest record that is there.</summary>
    public void SeekFirst()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Close();
        fromOldest = true;
        next = 0;
        List<long> bases = JournalDirectory.List(Directory);
        if (bases.Count > 0)
        {
            next = bases[0];
        }
    }

    /// <summary>Goes to a sequence, which may still be to come.</summary>
    /// <param name="sequence">0 or more.</param>
    /// <exception cref="JournalRangeException">The sequence has been removed.</exception>
    /// <exception cref="JournalCorruptException">Damage on the way.</exception>
    public void SeekSequence(long sequence)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        Close();
        fromOldest = false;
        next = sequence;
        List<long> bases = JournalDirectory.List(Directory);
        int i = bases.FindLastIndex(b => b <= sequence);
        if (i < 0)
        {
            if (bases.Count > 0)
            {
                throw new JournalRangeException(Directory, sequence, bases[0]);
            }

            return;
        }

        bool isClosed = i < bases.Count - 1;
        SegmentIndex? index = isClosed ? LoadIndex(bases[i]) : null;
        (long start, long first) = index?.SeekSequence(sequence) ?? (SegmentFormat.HeaderBytes, bases[i]);
        Enter(bases[i], isClosed, start, first);
        while (next < sequence && TryRead(out _))
        {
        }

        if (next < sequence)
        {
            // Beyond the end: reading begins when that record has come.
            Close();
            next = sequence;
        }
    }

    /// <summary>Goes to the first record whose time is at or after a time, or to the end when there is none yet.</summary>
    /// <param name="timeNanos">Nanoseconds since 1970-01-01 UTC.</param>
    /// <exception cref="JournalCorruptException">Damage on the way.</exception>
    /// <remarks>
    /// Record times need not be in order: the position found is the first record in the order of the log that is not
    /// earlier; records behind it may be. Costs one binary search and at most one index stride of reading in closed segments.
    /// </remarks>
    public void SeekTime(long timeNanos)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        SeekFirst();
        fromOldest = false;
        List<long> bases = JournalDirectory.List(Directory);
        for (int i = 0; i < bases.Count - 1; i++)
        {
            SegmentIndex index = LoadIndex(bases[i]);
            if (index.MaxTime >= timeNanos)
            {
                (long start, long first) = index.SeekTime(timeNanos);
                Enter(bases[i], mapped: true, start, first);
                SkipBefore(timeNanos);
                return;
            }
        }

        if (bases.Count > 0)
        {
            Enter(bases[^1], mapped: false, SegmentFormat.HeaderBytes, bases[^1]);
            SkipBefore(timeNanos);
        }
    }

    /// <summary>Waits at the end of the journal until another read may succeed.</summary>
    /// <returns>False when the writer this reader was opened from is closed and nothing is left to read.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (writer is not null)
        {
            return await writer.WaitAppendedAsync(next, cancellationToken).ConfigureAwait(false);
        }

        await Task.Delay(options.PollInterval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Streams the records as copies that own their payload.</summary>
    /// <param name="follow">
    /// True to go on at the end with what is appended later, until the token is cancelled or the writer this reader was
    /// opened from is closed: replay, then live, without gap or duplicate. False to stop at the end.
    /// </param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(bool follow = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryReadCopy(out JournalEntry entry))
            {
                yield return entry;
            }
            else if (!follow || !await WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                yield break;
            }
        }
    }

    /// <summary>Releases the files. The payload of the last record read must not be used any more.</summary>
    public void Dispose()
    {
        disposed = true;
        Close();
    }

    private bool TryReadCopy(out JournalEntry entry)
    {
        if (TryRead(out JournalRecord record))
        {
            entry = new JournalEntry(record.Sequence, record.TimeNanos, record.Payload.ToArray());
            return true;
        }

        entry = default;
        return false;
    }

    private unsafe void SkipBefore(long timeNanos)
    {
        while (true)
        {
            long positionBefore = offset;
            SegmentWindow? windowBefore = window;
            if (!TryRead(out JournalRecord record))
            {
                return;
            }

            if (record.TimeNanos >= timeNanos)
            {
                next--;
                // Crossing into another segment leaves the old position meaningless: the record is the first of the new one.
                offset = ReferenceEquals(window, windowBefore) ? positionBefore : SegmentFormat.HeaderBytes;
                return;
            }
        }
    }

    /// <summary>Called where no valid record stands: true when trying again is worth it, false at the end.</summary>
    private unsafe bool FindMore()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        bool appended = false;
        if (writer is not null && !writer.TryFlushFor(next, out appended) && appended)
        {
            // Appended but not written, or the writer is closed: what the file holds decides.
            appended = false;
        }

        if (window is null)
        {
            return EnterFirst();
        }

        if (window.Judge(offset, next, out _, out _) == RecordState.Valid)
        {
            return true;
        }

        if (next != window.BaseSequence && File.Exists(JournalDirectory.PathOf(Directory, next)))
        {
            // A segment named after the next sequence proves that this one holds exactly the records before it.
            if (window.IsMapped && offset < window.FileLength && !window.IsZeroFrom(offset))
            {
                throw Corrupt();
            }

            List<long> later = JournalDirectory.List(Directory);
            Enter(next, mapped: later.Count > 0 && later[^1] > next, SegmentFormat.HeaderBytes, next);
            return true;
        }

        List<long> bases = JournalDirectory.List(Directory);
        if (bases.Count > 0 && bases[0] > next)
        {
            throw new JournalRangeException(Directory, next, bases[0]);
        }

        bool isLast = bases.Count == 0 || bases[^1] <= window.BaseSequence;
        if (window.Judge(offset, next, out _, out _) == RecordState.Valid)
        {
            return true;
        }

        if (!isLast && File.Exists(JournalDirectory.PathOf(Directory, next)))
        {
            return true;
        }

        if (!isLast || appended)
        {
            throw Corrupt();
        }

        // A record that is being written right now looks bad for a moment; with a valid one behind it on two looks it is damage.
        if (!window.IsZeroFrom(offset) && window.HasRecordAfter(offset, next))
        {
            return window.Judge(offset, next, out _, out _) == RecordState.Valid ? true : throw Corrupt();
        }

        return false;
    }

    private bool EnterFirst()
    {
        List<long> bases = JournalDirectory.List(Directory);
        if (bases.Count == 0)
        {
            return false;
        }

        if (fromOldest)
        {
            fromOldest = false;
            next = bases[0];
        }

        if (bases[0] > next)
        {
            throw new JournalRangeException(Directory, next, bases[0]);
        }

        long wanted = next;
        int i = bases.FindLastIndex(b => b <= wanted);
        if (bases[i] != wanted)
        {
            // Waiting for a sequence to come: it is there once a seek reaches it.
            SeekSequence(wanted);
            return window is not null;
        }

        bool isClosed = i < bases.Count - 1;
        Enter(bases[i], isClosed, SegmentFormat.HeaderBytes, bases[i]);
        return true;
    }

    private unsafe JournalCorruptException Corrupt()
    {
        RecordState state = window!.Judge(offset, next, out _, out _);
        return new JournalCorruptException(window.Path, offset, SegmentScan.Describe(state, next));
    }

    private void Enter(long baseSequence, bool mapped, long startOffset, long firstSequence)
    {
        Close();
        SegmentWindow entered;
        try
        {
            entered = SegmentWindow.Open(Directory, baseSequence, mapped);
        }
        catch (FileNotFoundException)
        {
            List<long> bases = JournalDirectory.List(Directory);
            throw new JournalRangeException(Directory, firstSequence, bases.Count > 0 ? bases[0] : firstSequence);
        }

        if (entered.CheckHeader() is { } problem)
        {
            entered.Dispose();
            throw new JournalCorruptException(entered.Path, 0, problem);
        }

        window = entered;
        offset = startOffset;
        next = firstSequence;
        fromOldest = false;
    }

    private SegmentIndex LoadIndex(long baseSequence)
    {
        string path = JournalDirectory.PathOf(Directory, baseSequence);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            List<long> bases = JournalDirectory.List(Directory);
            throw new JournalRangeException(Directory, baseSequence, bases.Count > 0 ? bases[0] : baseSequence);
        }

        SegmentIndex? stored = SegmentIndex.TryLoad(JournalDirectory.IndexPathOf(Directory, baseSequence), baseSequence, file.Length);
        if (stored is not null)
        {
            return stored;
        }

        SegmentScan scan = SegmentScan.Run(Directory, baseSequence, new JournalOptions().TimeIndexStrideBytes, mapped: true);
        return scan.Problem is null ? scan.Index : throw new JournalCorruptException(path, scan.ProblemOffset, scan.Problem);
    }

    private void Close()
    {
        window?.Dispose();
        window = null;
        offset = 0;
    }
}
