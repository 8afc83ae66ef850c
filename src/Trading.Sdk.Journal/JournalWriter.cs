using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <summary>
/// The one writer of a journal: appends records, forces them by policy, closes segments, removes old ones. Thread-safe.
/// </summary>
/// <remarks>
/// An append copies into memory and returns; the copy is handed to the operating system when the buffer is full and forced
/// by the policy. Steady appends allocate nothing. An append that throws has not been taken (with one exception, stated at
/// <see cref="Append(ReadOnlySpan{byte}, long)"/>), so the caller may repeat it.
/// </remarks>
public sealed partial class JournalWriter : IDisposable, IAsyncDisposable
{
    private readonly JournalOptions options;
    private readonly JournalDisk disk;
    private readonly SafeFileHandle directoryLock;
    private readonly Lock gate = new();
    // Held around a force, outside the gate: appends go on while the disk works.
    private readonly Lock syncGate = new();
    private readonly ITimer timer;
    private readonly BackgroundSync backgroundSync;
    private readonly List<ClosedSegment> closed = [];

    private SafeFileHandle file;
    private string path;
    private SegmentIndex index;
    private byte[] buffer;
    private int buffered;
    private long written;
    private long unsyncedRecords;
    private long durable;
    private bool timerArmed;
    private bool syncScheduled;
    private bool disposed;
    private JournalWriteException? permanentFault;
    private TaskCompletionSource? openWaiters;
    private TaskCompletionSource? capturedWaiters;
    private long capturedSequence = -1;
    private TaskCompletionSource? appendSignal;

    private JournalWriter(string directory, JournalOptions options, JournalDisk disk)
    {
        Directory = directory;
        this.options = options;
        this.disk = disk;
        directoryLock = TakeLock(directory);
        try
        {
            Recovery = Recover(out file!, out path!, out index!);
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }

        written = index.EndOffset;
        durable = index.NextSequence - 1;
        buffer = GC.AllocateUninitializedArray<byte>(options.BufferBytes);
        backgroundSync = new BackgroundSync(this);
        timer = options.TimeProvider.CreateTimer(static state => ((JournalWriter)state!).SyncInBackground(fromTimer: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The journal's directory.</summary>
    public string Directory { get; }

    /// <summary>What opening the journal found.</summary>
    public JournalRecovery Recovery { get; }

    /// <summary>The sequence the next record will get, which is the number of records ever appended.</summary>
    public long NextSequence
    {
        get
        {
            lock (gate)
            {
                return index.NextSequence;
            }
        }
    }

    /// <summary>The last sequence that has reached the policy's durability; −1 when there is none.</summary>
    public long DurableSequence
    {
        get
        {
            lock (gate)
            {
                return durable;
            }
        }
    }

    /// <summary>The oldest sequence that is still there.</summary>
    public long FirstSequence
    {
        get
        {
            lock (gate)
            {
                return closed.Count > 0 ? closed[0].BaseSequence : index.BaseSequence;
            }
        }
    }

    /// <summary>Bytes of all segments, those in memory included.</summary>
    public long TotalBytes
    {
        get
        {
            lock (gate)
            {
                return TotalBytesLocked();
            }
        }
    }

    /// <summary>The error of the last attempt to write or force in the background; null once an attempt has succeeded.</summary>
    public JournalWriteException? Fault { get; private set; }

    /// <summary>Opens the journal of a directory for writing, creating it when it is not there, and recovers it.</summary>
    /// <param name="directory">The directory; one journal each.</param>
    /// <param name="options">Defaults when null.</param>
    /// <exception cref="ArgumentException">A path or an option out of range.</exception>
    /// <exception cref="JournalLockedException">Another writer holds the directory.</exception>
    /// <exception cref="JournalCorruptException">Damage other than a torn tail.</exception>
    /// <exception cref="JournalWriteException">The file system refuses.</exception>
    public static JournalWriter Open(string directory, JournalOptions? options = null) => Open(directory, options, JournalDisk.Real);

    internal static JournalWriter Open(string directory, JournalOptions? options, JournalDisk disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options ??= new JournalOptions();
        options.Validate();
        try
        {
            return new JournalWriter(System.IO.Directory.CreateDirectory(directory).FullName, options, disk);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && e is not JournalException))
        {
            throw new JournalWriteException(directory, "opening the journal", e);
        }
    }

    /// <summary>Appends a record with the current time of the options' clock.</summary>
    /// <param name="payload">0 to <see cref="JournalOptions.PayloadBytesMax"/> bytes; copied.</param>
    /// <returns>The record's sequence.</returns>
    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, long)" path="/exception"/>
    public long Append(ReadOnlySpan<byte> payload) => Append(payload, default, NowNanos());

    /// <summary>Appends a record with a time of its own.</summary>
    /// <param name="payload">0 to <see cref="JournalOptions.PayloadBytesMax"/> bytes; copied.</param>
    /// <param name="timeNanos">Nanoseconds since 1970-01-01 UTC; need not be in order.</param>
    /// <returns>The record's sequence.</returns>
    /// <exception cref="ArgumentException">The payload is larger than a record may be.</exception>
    /// <exception cref="JournalWriteException">
    /// The record had to be written and the file system refused; the record has not been taken. Only when
    /// <see cref="JournalWriteException.IsPermanent"/> is set it may be on the disk.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    /// <remarks>With <see cref="FsyncPolicy.Each"/> it returns when the record is on the disk.</remarks>
    public long Append(ReadOnlySpan<byte> payload, long timeNanos) => Append(payload, default, timeNanos);

    /// <summary>Appends one record made of two parts in a row, sparing the caller a copy.</summary>
    /// <param name="head">First bytes of the payload.</param>
    /// <param name="body">The bytes that follow.</param>
    /// <param name="timeNanos">Nanoseconds since 1970-01-01 UTC; need not be in order.</param>
    /// <returns>The record's sequence.</returns>
    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, long)" path="/exception"/>
    public long Append(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, long timeNanos)
    {
        long sequence = Take(head, body, timeNanos, out bool force);
        if (force)
        {
            if (options.Fsync == FsyncPolicy.Each)
            {
                SyncTo(sequence);
            }
            else
            {
                SyncInBackground(fromTimer: false);
            }
        }

        return sequence;
    }

    /// <summary>Appends a record; the task gives its sequence when it has reached the policy's durability.</summary>
    /// <param name="payload">0 to <see cref="JournalOptions.PayloadBytesMax"/> bytes; copied before the method returns.</param>
    /// <param name="timeNanos">Nanoseconds since 1970-01-01 UTC; null for the current time.</param>
    /// <param name="cancellationToken">Ends the waiting, not the append.</param>
    /// <exception cref="JournalWriteException">
    /// Thrown at the call: the record has not been taken. By the task: it could not be made durable yet and may become so later.
    /// </exception>
    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, long)" path="/exception[not(contains(@cref,'JournalWriteException'))]"/>
    public ValueTask<long> AppendAsync(ReadOnlySpan<byte> payload, long? timeNanos = null, CancellationToken cancellationToken = default)
    {
        long sequence = Take(payload, default, timeNanos ?? NowNanos(), out bool force);
        if (force)
        {
            ScheduleSync();
        }

        ValueTask wait = WaitDurableAsync(sequence, cancellationToken);
        return wait.IsCompletedSuccessfully ? new ValueTask<long>(sequence) : Await(wait, sequence);

        static async ValueTask<long> Await(ValueTask wait, long sequence)
        {
            await wait.ConfigureAwait(false);
            return sequence;
        }
    }

    /// <summary>
    /// Opens a reader that replays from a sequence and then goes on live: it sees every record appended, each once, without
    /// waiting for the buffer to be written by itself.
    /// </summary>
    /// <param name="fromSequence">First sequence to read; null for the oldest that is there.</param>
    /// <exception cref="JournalRangeException">The sequence has been removed.</exception>
    public JournalReader OpenReader(long? fromSequence = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new JournalReader(Directory, fromSequence, new JournalReaderOptions { TimeProvider = options.TimeProvider }, this);
    }

    /// <summary>Brings everything to the policy's durability and releases the directory.</summary>
    /// <exception cref="JournalWriteException">The last records could not be written; the directory is released nevertheless.</exception>
    public void Dispose()
    {
        JournalWriteException? failure = null;
        lock (syncGate)
        {
            lock (gate)
            {
                if (disposed)
                {
                    return;
                }
            }

            timer.Dispose();
            try
            {
                SyncLocked();
            }
            catch (JournalWriteException e)
            {
                failure = e;
            }

            lock (gate)
            {
                disposed = true;
                try
                {
                    // Removes the half of a record that a refused write may have left, and the reserved space behind the end.
                    disk.SetLength(file, written);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    failure ??= new JournalWriteException(path, "closing", e);
                }

                file.Dispose();
                directoryLock.Dispose();
                Fail(ref openWaiters, failure);
                appendSignal?.TrySetResult();
                appendSignal = null;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    /// <summary>Completes when the record is appended (true) or the writer is closed without it (false).</summary>
    internal async ValueTask<bool> WaitAppendedAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (index.NextSequence > sequence)
                {
                    return true;
                }

                if (disposed)
                {
                    return false;
                }

                waiting = (appendSignal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private long Take(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, long timeNanos, out bool force)
    {
        long payload = (long)head.Length + body.Length;
        if (payload > options.LargestPayload)
        {
            throw new ArgumentException($"A payload of {payload} bytes is larger than the {options.LargestPayload} bytes that one record may have.", nameof(head));
        }

        int footprint = (int)SegmentFormat.Footprint(SegmentFormat.RecordHeaderBytes + payload);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            ThrowIfFaulted();
            if (index.EndOffset + footprint > options.SegmentBytes && index.NextSequence > index.BaseSequence)
            {
                RollLocked();
            }

            if (buffered + footprint > buffer.Length)
            {
                FlushBuffer();
                if (footprint > buffer.Length)
                {
                    buffer = GC.AllocateUninitializedArray<byte>(footprint);
                }
            }

            long sequence = index.NextSequence;
            SegmentFormat.WriteRecord(buffer.AsSpan(buffered, footprint), sequence, timeNanos, head, body);
            long offset = index.EndOffset;
            long minTime = index.MinTime;
            long maxTime = index.MaxTime;
            index.Add(timeNanos, offset, footprint);
            buffered += footprint;
            unsyncedRecords++;
            if (options.Fsync == FsyncPolicy.Each)
            {
                try
                {
                    FlushBuffer();
                }
                catch (JournalWriteException)
                {
                    // Written through, so that a refused write refuses exactly this record.
                    buffered -= footprint;
                    unsyncedRecords--;
                    index.RemoveLast(offset, minTime, maxTime);
                    throw;
                }

                force = true;
            }
            else
            {
                force = options.Fsync == FsyncPolicy.EveryN && unsyncedRecords >= options.FsyncEvery;
                if (!timerArmed)
                {
                    timerArmed = true;
                    timer.Change(options.FsyncInterval, Timeout.InfiniteTimeSpan);
                }
            }

            if (appendSignal is { } signal)
            {
                appendSignal = null;
                signal.SetResult();
            }

            return sequence;
        }
    }

    private long NowNanos() => (options.TimeProvider.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
}
