using System.Runtime.CompilerServices;

namespace Trading.Sdk.Journal;

/// <summary>Verifies one segment from its header to its last record and rebuilds its index on the way.</summary>
internal sealed class SegmentScan
{
    private SegmentScan(SegmentIndex index, long fileLength)
    {
        Index = index;
        FileLength = fileLength;
    }

    public SegmentIndex Index { get; }

    public long FileLength { get; }

    /// <summary>What is wrong at <see cref="ProblemOffset"/>; null when the segment ends cleanly.</summary>
    public string? Problem { get; private set; }

    public long ProblemOffset { get; private set; }

    /// <summary>True when the problem can be the end of an interrupted write: no valid record follows it.</summary>
    public bool IsTornTail { get; private set; }

    // Compiled fully at once: most processes open a journal once, and recovery time counts then.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe SegmentScan Run(string directory, long baseSequence, int strideBytes, bool mapped)
    {
        using SegmentWindow window = SegmentWindow.Open(directory, baseSequence, mapped);
        var index = new SegmentIndex(baseSequence, strideBytes);
        var scan = new SegmentScan(index, window.FileLength);
        if (window.CheckHeader() is { } problem)
        {
            scan.Problem = problem;
            // A header that was never written: nothing stands behind it, or holds nothing at all.
            scan.IsTornTail = window.FileLength <= SegmentFormat.HeaderBytes || window.IsZeroFrom(0);
            return scan;
        }

        while (true)
        {
            RecordState state = window.Judge(index.EndOffset, index.NextSequence, out byte* record, out uint length);
            if (state == RecordState.Valid)
            {
                index.Add((long)SegmentFormat.ReadUInt64(ref record[16]), index.EndOffset, SegmentFormat.Footprint(length));
                continue;
            }

            if (index.EndOffset < scan.FileLength && !window.IsZeroFrom(index.EndOffset))
            {
                scan.Problem = Describe(state, index.NextSequence);
                scan.ProblemOffset = index.EndOffset;
                scan.IsTornTail = !window.HasRecordAfter(index.EndOffset, index.NextSequence);
            }

            return scan;
        }
    }

    public static string Describe(RecordState state, long sequence) => state switch
    {
        RecordState.Incomplete => $"the record of sequence {sequence} is longer than the file",
        RecordState.End => $"expected the record of sequence {sequence}, found the end mark with bytes behind it",
        _ => $"length, sequence or checksum of the record of sequence {sequence} do not match",
    };
}
