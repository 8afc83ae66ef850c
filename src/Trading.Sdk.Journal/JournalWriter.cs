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

    /// <summary>Waits until a record that was appended has reached the policy's durability.</summary>
    /// <param name="sequence">A sequence that <c>Append</c> returned.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such record was appended yet.</exception>
    /// <exception cref="JournalWriteException">By the task: the attempt failed; another wait joins the next attempt.</exception>
    public ValueTask WaitDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        Task waiting;
        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, index.NextSequence);
            if (sequence <= durable)
            {
                return ValueTask.CompletedTask;
            }

            ObjectDisposedException.ThrowIf(disposed, this);
            ThrowIfFaulted();
            // A record that a force under way has already captured is acknowledged by that force, even when nobody waited for it
            // until now: no further force may ever come.
            ref TaskCompletionSource? waiters = ref sequence <= capturedSequence ? ref capturedWaiters : ref openWaiters;
            waiting = (waiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        return new ValueTask(waiting.WaitAsync(cancellationToken));
    }

    /// <summary>Hands everything appended so far to the operating system, so that readers of other processes see it.</summary>
    /// <exception cref="JournalWriteException">The file system refused; the records stay in memory for the next attempt.</exception>
    public void Flush()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            FlushBuffer();
        }
    }

    /// <summary>Brings everything appended so far to the policy's durability at once.</summary>
    /// <exception cref="JournalWriteException">The file system refused.</exception>
    public void Sync() => SyncTo(NextSequence - 1);

    /// <summary>Closes the current segment and begins the next one; nothing happens while the current one is empty.</summary>
    /// <exception cref="JournalWriteException">The file system refused; the current segment stays in use.</exception>
    public void Roll()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            ThrowIfFaulted();
            if (index.NextSequence > index.BaseSequence)
            {
                RollLocked();
            }
        }
    }

    /// <summary>Removes the closed segments that lie wholly before a sequence: for logs whose records have been dealt with.</summary>
    /// <param name="sequence">The oldest sequence still needed.</param>
    /// <returns>Segments removed.</returns>
    public int RemoveBefore(long sequence)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return RemoveClosed(sequence, static (segment, limit, _) => segment.NextSequence <= limit);
        }
    }

    /// <summary>Applies the options' retention now; it is also applied whenever a segment is closed.</summary>
    /// <returns>Segments removed.</returns>
    public int ApplyRetention()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return ApplyRetentionLocked();
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

    /// <summary>Writes the buffer for a reader of this process; false when the file system refuses.</summary>
    internal bool TryFlushFor(long sequence, out bool exists)
    {
        lock (gate)
        {
            exists = sequence < index.NextSequence;
            if (disposed || !exists)
            {
                return false;
            }

            try
            {
                FlushBuffer();
                return true;
            }
            catch (JournalWriteException e)
            {
                Fault = e;
                return false;
            }
        }
    }

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

    private void FlushBuffer()
    {
        if (buffered == 0)
        {
            return;
        }

        try
        {
            disk.Write(file, buffer.AsSpan(0, buffered), written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalWriteException(path, "writing", e);
        }

        written += buffered;
        buffered = 0;
    }

    private void SyncTo(long sequence)
    {
        lock (syncGate)
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (sequence <= durable)
                {
                    // A force of another caller took this record along.
                    return;
                }
            }

            SyncLocked();
        }
    }

    /// <summary>Writes and forces; the caller holds <see cref="syncGate"/>.</summary>
    private void SyncLocked()
    {
        SafeFileHandle target;
        bool referenced = false;
        long last;
        lock (gate)
        {
            ThrowIfFaulted();
            last = index.NextSequence - 1;
            unsyncedRecords = 0;
            if (last <= durable)
            {
                return;
            }

            try
            {
                FlushBuffer();
            }
            catch (JournalWriteException e)
            {
                Fault = e;
                Fail(ref openWaiters, e);
                throw;
            }

            capturedSequence = last;
            capturedWaiters = openWaiters;
            openWaiters = null;
            target = file;
            // A roll may close this file while it is being forced.
            target.DangerousAddRef(ref referenced);
        }

        try
        {
            if (options.Fsync != FsyncPolicy.None)
            {
                disk.Sync(target);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (gate)
            {
                permanentFault = new JournalWriteException(path, "forcing to the disk", e, isPermanent: true);
                Fault = permanentFault;
                Fail(ref capturedWaiters, permanentFault);
                Fail(ref openWaiters, permanentFault);
                capturedSequence = -1;
            }

            throw permanentFault;
        }
        finally
        {
            if (referenced)
            {
                target.DangerousRelease();
            }
        }

        lock (gate)
        {
            durable = Math.Max(durable, last);
            Fault = null;
            capturedSequence = -1;
            TaskCompletionSource? waiters = capturedWaiters;
            capturedWaiters = null;
            waiters?.TrySetResult();
        }
    }

    /// <summary>An attempt whose failure is told to those who wait and kept in <see cref="Fault"/>, and which is repeated.</summary>
    private void SyncInBackground(bool fromTimer)
    {
        lock (syncGate)
        {
            lock (gate)
            {
                if (fromTimer)
                {
                    timerArmed = false;
                }
                else
                {
                    syncScheduled = false;
                }

                if (disposed || permanentFault is not null)
                {
                    return;
                }
            }

            try
            {
                SyncLocked();
            }
            catch (JournalWriteException)
            {
                lock (gate)
                {
                    if (permanentFault is null && !disposed && !timerArmed)
                    {
                        timerArmed = true;
                        timer.Change(options.FsyncInterval, Timeout.InfiniteTimeSpan);
                    }
                }
            }
        }
    }

    private void ScheduleSync()
    {
        lock (gate)
        {
            if (syncScheduled)
            {
                return;
            }

            syncScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(backgroundSync, preferLocal: false);
    }

    private void RollLocked()
    {
        FlushBuffer();
        if (options.Fsync != FsyncPolicy.None)
        {
            // The next segment may only exist when this one is whole, otherwise a loss of power looks like damage.
            try
            {
                disk.Sync(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                permanentFault = new JournalWriteException(path, "forcing to the disk", e, isPermanent: true);
                Fault = permanentFault;
                Fail(ref openWaiters, permanentFault);
                throw permanentFault;
            }
        }

        SafeFileHandle next = CreateSegment(index.NextSequence, out string nextPath);
        try
        {
            disk.SetLength(file, written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only the space reserved behind the last record stays taken.
            Fault = new JournalWriteException(path, "releasing reserved space", e);
        }

        file.Dispose();
        closed.Add(new ClosedSegment(index.BaseSequence, index.NextSequence, index.EndOffset, index.MaxTime));
        SaveIndex(index);
        durable = index.NextSequence - 1;
        openWaiters?.TrySetResult();
        openWaiters = null;
        unsyncedRecords = 0;
        file = next;
        path = nextPath;
        index = new SegmentIndex(index.NextSequence, options.TimeIndexStrideBytes, (int)(options.SegmentBytes / options.TimeIndexStrideBytes) + 1);
        written = index.EndOffset;
        ApplyRetentionLocked();
    }

    private SafeFileHandle CreateSegment(long baseSequence, out string segmentPath)
    {
        segmentPath = JournalDirectory.PathOf(Directory, baseSequence);
        string unfinished = Path.ChangeExtension(segmentPath, SegmentFormat.UnfinishedExtension);
        SafeFileHandle? created = null;
        try
        {
            created = disk.Create(unfinished, options.Preallocate ? options.SegmentBytes : 0);
            Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
            SegmentFormat.WriteHeader(header, baseSequence, NowNanos());
            disk.Write(created, header, 0);
            if (options.Fsync != FsyncPolicy.None)
            {
                disk.Sync(created);
            }

            disk.Publish(unfinished, segmentPath);
            return created;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            created?.Dispose();
            TryDelete(unfinished);
            throw new JournalWriteException(segmentPath, "creating the segment", e);
        }
    }

    private long TotalBytesLocked()
    {
        long total = index.EndOffset;
        foreach (ClosedSegment segment in closed)
        {
            total += segment.Bytes;
        }

        return total;
    }

    private void ThrowIfFaulted()
    {
        if (permanentFault is not null)
        {
            throw permanentFault;
        }
    }

    private long NowNanos() => (options.TimeProvider.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    private static void Fail(ref TaskCompletionSource? waiters, JournalWriteException? reason)
    {
        if (waiters is not null)
        {
            waiters.TrySetException(reason ?? (Exception)new ObjectDisposedException(nameof(JournalWriter)));
            waiters = null;
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Leftovers are recognised by their extension and removed when the journal is opened.
        }
    }

    private static SafeFileHandle TakeLock(string directory)
    {
        string lockPath = Path.Combine(directory, SegmentFormat.LockFile);
        try
        {
            return File.OpenHandle(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && File.Exists(lockPath))
        {
            throw new JournalLockedException(directory, e);
        }
    }

    private readonly record struct ClosedSegment(long BaseSequence, long NextSequence, long Bytes, long MaxTime);

    private sealed class BackgroundSync(JournalWriter writer) : IThreadPoolWorkItem
    {
        public void Execute() => writer.SyncInBackground(fromTimer: false);
    }
}
