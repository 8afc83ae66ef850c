namespace Trading.Sdk.PatternIndex;

/// <summary>The codes of one list. Entries are written once and then published by the count; a removed one keeps its place until the list is copied.</summary>
internal sealed class InvertedList(int codeSize, int capacity)
{
    public const long Removed = -1;
    public int Count;
    public int RemovedCount;

    public byte[] Codes { get; } = GC.AllocateUninitializedArray<byte>(checked(codeSize * capacity));

    public long[] Ids { get; } = new long[capacity];

    /// <summary>This list, or a greater copy without removed entries, with room for one more.</summary>
    public InvertedList WithRoom()
    {
        if (Count < Ids.Length)
        {
            return this;
        }

        var grown = new InvertedList(codeSize, Math.Max(8, (Count - RemovedCount) * 2));
        for (int i = 0; i < Count; i++)
        {
            if (Ids[i] != Removed)
            {
                Codes.AsSpan(i * codeSize, codeSize).CopyTo(grown.Codes.AsSpan(grown.Count * codeSize));
                grown.Ids[grown.Count++] = Ids[i];
            }
        }

        return grown;
    }
}
