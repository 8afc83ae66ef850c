namespace Trading.Sdk.Journal;

/// <summary>The files of a journal.</summary>
internal static class JournalDirectory
{
    /// <summary>Base sequences of the segments, ascending.</summary>
    public static List<long> List(string directory)
    {
        var bases = new List<long>();
        foreach (string path in Directory.EnumerateFiles(directory, "*" + SegmentFormat.Extension))
        {
            if (SegmentFormat.TryParseFileName(path, out long baseSequence))
            {
                bases.Add(baseSequence);
            }
        }

        bases.Sort();
        return bases;
    }

    public static string PathOf(string directory, long baseSequence) => Path.Combine(directory, SegmentFormat.FileName(baseSequence));

    public static string IndexPathOf(string directory, long baseSequence) =>
        Path.ChangeExtension(PathOf(directory, baseSequence), SegmentFormat.IndexExtension);
}
