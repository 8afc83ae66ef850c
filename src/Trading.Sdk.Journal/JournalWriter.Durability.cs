using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <content>From memory to the operating system and to the disk, and who waits for it.</content>
public sealed partial class JournalWriter
{
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

    private void ThrowIfFaulted()
    {
        if (permanentFault is not null)
        {
            throw permanentFault;
        }
    }

    private static void Fail(ref TaskCompletionSource? waiters, JournalWriteException? reason)
    {
        if (waiters is not null)
        {
            waiters.TrySetException(reason ?? (Exception)new ObjectDisposedException(nameof(JournalWriter)));
            waiters = null;
        }
    }

    private sealed class BackgroundSync(JournalWriter writer) : IThreadPoolWorkItem
    {
        public void Execute() => writer.SyncInBackground(fromTimer: false);
    }
}
