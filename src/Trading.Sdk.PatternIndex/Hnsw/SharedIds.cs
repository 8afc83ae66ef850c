using System.Collections.Concurrent;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The further ids of every node that bit-equal vectors share. What a file gave stays in two arrays that are searched by
/// node; a node whose ids change gets a list of its own, which then counts in place of the arrays. One writer at a time.
/// </summary>
internal sealed class SharedIds
{
    private readonly ConcurrentDictionary<int, SharedIdList> _changed = new();
    private int[] _slots = [];
    private long[] _ids = [];

    public bool IsEmpty => !All().Any();

    public long MemoryBytes => (_changed.Count * 64L) + (_ids.Length * 12L);

    /// <summary>The ids of a node, apart from its own.</summary>
    public ReadOnlySpan<long> Of(int slot) => _changed.TryGetValue(slot, out SharedIdList? list) ? list.Ids : Loaded(slot);

    public void Add(int slot, long id) => Changed(slot).Add(id);

    public void Remove(int slot, long id)
    {
        SharedIdList list = Changed(slot);
        list.Remove(id);

        // An empty list must stay where the arrays would show through.
        if (list.Count == 0 && Loaded(slot).IsEmpty)
        {
            _changed.TryRemove(slot, out _);
        }
    }

    /// <summary>Takes what a file gave, before the first reader: the node of each id, ascending.</summary>
    public void Load(int[] slots, long[] ids)
    {
        _slots = slots;
        _ids = ids;
    }

    /// <summary>Node and id of every pair, by node, then by id.</summary>
    public IEnumerable<(int Slot, long Id)> All()
    {
        foreach (int slot in _slots.Concat(_changed.Keys).Distinct().Order())
        {
            foreach (long id in Of(slot).ToArray().Order())
            {
                yield return (slot, id);
            }
        }
    }

    private SharedIdList Changed(int slot)
    {
        if (!_changed.TryGetValue(slot, out SharedIdList? list))
        {
            _changed[slot] = list = new SharedIdList(Loaded(slot));
        }

        return list;
    }

    private ReadOnlySpan<long> Loaded(int slot)
    {
        if (_slots.Length == 0)
        {
            return default;
        }

        int first = Bound(slot), end = first;
        while (end < _slots.Length && _slots[end] == slot)
        {
            end++;
        }

        return _ids.AsSpan(first, end - first);
    }

    /// <summary>The first place whose node is not smaller.</summary>
    private int Bound(int slot)
    {
        int low = 0, high = _slots.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            (low, high) = _slots[middle] < slot ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
