using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <content>Closing a segment, beginning the next, and the lock that makes the writer the only one.</content>
public sealed partial class JournalWriter
{
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
}
