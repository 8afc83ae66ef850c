namespace Trading.Sdk.Journal;

/// <content>Which closed segments may go.</content>
public sealed partial class JournalWriter
{
    private int ApplyRetentionLocked()
    {
        int removed = 0;
        if (options.RetainFor is { } age)
        {
            removed += RemoveClosed(NowNanos() - age.Ticks * 100, static (segment, limit, _) => segment.MaxTime < limit);
        }

        if (options.RetainBytes is { } bytes)
        {
            removed += RemoveClosed(bytes, static (_, limit, writer) => writer.TotalBytesLocked() > limit);
        }

        return removed;
    }

    private int RemoveClosed(long limit, Func<ClosedSegment, long, JournalWriter, bool> isRemovable)
    {
        int removed = 0;
        while (closed.Count > 0 && isRemovable(closed[0], limit, this))
        {
            string segmentPath = JournalDirectory.PathOf(Directory, closed[0].BaseSequence);
            try
            {
                // Oldest first: whatever interrupts this leaves a journal without a hole.
                File.Delete(segmentPath);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fault = new JournalWriteException(segmentPath, "removing an old segment", e);
                break;
            }

            TryDelete(JournalDirectory.IndexPathOf(Directory, closed[0].BaseSequence));
            closed.RemoveAt(0);
            removed++;
        }

        return removed;
    }
}
