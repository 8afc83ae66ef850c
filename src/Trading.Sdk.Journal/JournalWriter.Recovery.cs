using Microsoft.Win32.SafeHandles;

namespace Trading.Sdk.Journal;

/// <content>What opening a journal finds, and makes whole again.</content>
public sealed partial class JournalWriter
{
    private JournalRecovery Recover(out SafeFileHandle active, out string activePath, out SegmentIndex activeIndex)
    {
        foreach (string unfinished in System.IO.Directory.EnumerateFiles(Directory, "*" + SegmentFormat.UnfinishedExtension))
        {
            File.Delete(unfinished);
        }

        List<long> bases = JournalDirectory.List(Directory);
        int found = bases.Count;
        long tornBytes = 0;
        long tornOffset = 0;
        string? tornFile = null;
        SegmentIndex? last = null;
        while (bases.Count > 0 && last is null)
        {
            long lastBase = bases[^1];
            string lastPath = JournalDirectory.PathOf(Directory, lastBase);
            SegmentScan scan = SegmentScan.Run(Directory, lastBase, options.TimeIndexStrideBytes, mapped: true);
            if (scan.Problem is not null)
            {
                bool headerIsBad = scan.ProblemOffset == 0;
                if (!scan.IsTornTail && (headerIsBad || options.TailRecovery == TailRecovery.RefuseDamage))
                {
                    throw new JournalCorruptException(lastPath, scan.ProblemOffset, scan.Problem);
                }

                tornFile = lastPath;
                tornOffset = headerIsBad ? 0 : scan.Index.EndOffset;
                tornBytes = scan.FileLength - tornOffset;
                if (headerIsBad)
                {
                    // The segment was being created when the power went: the one before it is the last again.
                    File.Delete(lastPath);
                    bases.RemoveAt(bases.Count - 1);
                    if (bases.Count == 0)
                    {
                        break;
                    }

                    continue;
                }
            }

            last = scan.Index;
        }

        for (int i = 0; i < bases.Count - 1; i++)
        {
            SegmentIndex segment = OpenClosed(bases[i], bases[i + 1]);
            closed.Add(new ClosedSegment(segment.BaseSequence, segment.NextSequence, segment.EndOffset, segment.MaxTime));
        }

        if (last is null)
        {
            // A torn header of the only segment: the sequence goes on where its name says.
            long baseSequence = tornFile is not null && SegmentFormat.TryParseFileName(tornFile, out long torn) ? torn : 0;
            active = CreateSegment(baseSequence, out activePath);
            last = new SegmentIndex(baseSequence, options.TimeIndexStrideBytes);
        }
        else
        {
            activePath = JournalDirectory.PathOf(Directory, last.BaseSequence);
            active = disk.Open(activePath);
            try
            {
                if (RandomAccess.GetLength(active) != last.EndOffset)
                {
                    disk.SetLength(active, last.EndOffset);
                }

                if (options.Fsync != FsyncPolicy.None)
                {
                    // What the dead writer had only handed over is durable from here on, as DurableSequence says.
                    disk.Sync(active);
                }
            }
            catch
            {
                active.Dispose();
                throw;
            }

            File.Delete(JournalDirectory.IndexPathOf(Directory, last.BaseSequence));
        }

        activeIndex = last;
        return new JournalRecovery
        {
            Segments = Math.Max(found, 1),
            FirstSequence = closed.Count > 0 ? closed[0].BaseSequence : last.BaseSequence,
            NextSequence = last.NextSequence,
            TornBytes = tornBytes,
            TornFile = tornFile,
            TornOffset = tornOffset,
        };
    }

    /// <summary>The index of a closed segment, checked to reach exactly to the next one.</summary>
    private SegmentIndex OpenClosed(long baseSequence, long nextBase)
    {
        string segmentPath = JournalDirectory.PathOf(Directory, baseSequence);
        long length = new FileInfo(segmentPath).Length;
        SegmentIndex? stored = options.VerifyAllOnOpen ? null : SegmentIndex.TryLoad(JournalDirectory.IndexPathOf(Directory, baseSequence), baseSequence, length);
        if (stored is not null && stored.NextSequence == nextBase)
        {
            return stored;
        }

        SegmentScan scan = SegmentScan.Run(Directory, baseSequence, options.TimeIndexStrideBytes, mapped: true);
        if (scan.Problem is not null)
        {
            throw new JournalCorruptException(segmentPath, scan.ProblemOffset, scan.Problem);
        }

        if (scan.Index.NextSequence != nextBase)
        {
            throw new JournalCorruptException(segmentPath, scan.Index.EndOffset, $"the segment ends before sequence {scan.Index.NextSequence}, but the next one begins with {nextBase}");
        }

        SaveIndex(scan.Index);
        return scan.Index;
    }

    private void SaveIndex(SegmentIndex segment)
    {
        string indexPath = JournalDirectory.IndexPathOf(Directory, segment.BaseSequence);
        try
        {
            segment.Save(indexPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Derived data: without it the segment is scanned when it is needed.
            TryDelete(indexPath);
        }
    }
}
