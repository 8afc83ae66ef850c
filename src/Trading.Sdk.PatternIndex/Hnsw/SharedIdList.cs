namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The further ids of a node that bit-equal vectors share. One writer at a time; readers take the count, then the ids below
/// it: they may meet an id that is just leaving, or one twice, never miss one that stays.
/// </summary>
internal sealed class SharedIdList
{
    private long[] _ids;
    private int _count;

    public SharedIdList(ReadOnlySpan<long> ids)
    {
        _ids = ids.ToArray();
        _count = ids.Length;
    }

    public ReadOnlySpan<long> Ids
    {
        get
        {
            // The array is published before the count that needs it.
            int count = Volatile.Read(ref _count);
            return Volatile.Read(ref _ids).AsSpan(0, count);
        }
    }

    public int Count => Volatile.Read(ref _count);

    public void Add(long id)
    {
        if (_count == _ids.Length)
        {
            long[] grown = new long[Math.Max(4, _count * 2)];
            _ids.CopyTo(grown, 0);
            Volatile.Write(ref _ids, grown);
        }

        _ids[_count] = id;
        Volatile.Write(ref _count, _count + 1);
    }

    public void Remove(long id)
    {
        int at = _ids.AsSpan(0, _count).IndexOf(id);
        if (at >= 0)
        {
            // The last id takes the place before the list becomes shorter.
            Volatile.Write(ref _ids[at], _ids[_count - 1]);
            Volatile.Write(ref _count, _count - 1);
        }
    }
}
