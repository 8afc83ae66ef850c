namespace Trading.Sdk.Journal;

/// <summary>Verifies every record of a journal without changing anything and without the lock.</summary>
public static class JournalInspection
{
    /// <summary>Reads the whole journal of a directory, which should not be written meanwhile.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static JournalReport Run(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        List<long> bases = JournalDirectory.List(directory);
        long records = 0;
        long bytes = 0;
        long torn = 0;
        long next = bases.Count > 0 ? bases[0] : 0;
        long minTime = long.MaxValue;
        long maxTime = long.MinValue;
        JournalCorruptException? damage = null;
        for (int i = 0; i < bases.Count; i++)
        {
            string path = JournalDirectory.PathOf(directory, bases[i]);
            bytes += new FileInfo(path).Length;
            if (damage is not null)
            {
                continue;
            }

            if (bases[i] != next)
            {
                damage = new JournalCorruptException(path, 16, $"expected the segment of sequence {next}, found the one of {bases[i]}");
                continue;
            }

            SegmentScan scan = SegmentScan.Run(directory, bases[i], new JournalOptions().TimeIndexStrideBytes, mapped: i < bases.Count - 1);
            records += scan.Index.NextSequence - scan.Index.BaseSequence;
            next = scan.Index.NextSequence;
            minTime = Math.Min(minTime, scan.Index.MinTime);
            maxTime = Math.Max(maxTime, scan.Index.MaxTime);
            if (scan.Problem is not null)
            {
                if (i == bases.Count - 1 && scan.IsTornTail)
                {
                    torn = scan.FileLength - (scan.ProblemOffset == 0 ? 0 : scan.Index.EndOffset);
                }
                else
                {
                    damage = new JournalCorruptException(path, scan.ProblemOffset, scan.Problem);
                }
            }
        }

        return new JournalReport
        {
            Segments = bases.Count,
            Records = records,
            FirstSequence = bases.Count > 0 ? bases[0] : 0,
            NextSequence = next,
            Bytes = bytes,
            TornBytes = torn,
            MinTimeNanos = records > 0 ? minTime : null,
            MaxTimeNanos = records > 0 ? maxTime : null,
            Damage = damage,
        };
    }
}
