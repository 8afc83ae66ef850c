using System.Runtime.CompilerServices;

namespace Trading.Sdk.Simulation;

/// <summary>Order id to slot: open addressing with linear probing, deletion by shifting back, so no tombstones gather.</summary>
internal sealed class OrderIndex
{
    private Entry[] _entries = new Entry[1024];
    private int _shift = 64 - 10;
    private int _count;

    private struct Entry
    {
        public long Id;
        public int Slot;
    }

    public void Add(long id, int slot)
    {
        if (_count * 2 >= _entries.Length)
        {
            Grow();
        }

        Insert(id, slot);
        _count++;
    }

    public int Find(long id)
    {
        Entry[] entries = _entries;
        int mask = entries.Length - 1;
        for (int i = Home(id); ; i = (i + 1) & mask)
        {
            ref Entry entry = ref entries[i];
            if (entry.Id == id)
            {
                return entry.Slot;
            }

            if (entry.Id == 0)
            {
                return -1;
            }
        }
    }

    public void Remove(long id)
    {
        Entry[] entries = _entries;
        int mask = entries.Length - 1;
        int hole = Home(id);
        while (entries[hole].Id != id)
        {
            hole = (hole + 1) & mask;
        }

        for (int i = (hole + 1) & mask; entries[i].Id != 0; i = (i + 1) & mask)
        {
            // An entry may move into the hole only if its home does not lie behind the hole.
            if (((i - Home(entries[i].Id)) & mask) >= ((i - hole) & mask))
            {
                entries[hole] = entries[i];
                hole = i;
            }
        }

        entries[hole] = default;
        _count--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(long id) => (int)((ulong)id * 0x9E3779B97F4A7C15UL >> _shift);

    private void Insert(long id, int slot)
    {
        int mask = _entries.Length - 1;
        int i = Home(id);
        while (_entries[i].Id != 0)
        {
            i = (i + 1) & mask;
        }

        _entries[i] = new Entry { Id = id, Slot = slot };
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        _shift--;
        foreach (Entry entry in old)
        {
            if (entry.Id != 0)
            {
                Insert(entry.Id, entry.Slot);
            }
        }
    }
}
