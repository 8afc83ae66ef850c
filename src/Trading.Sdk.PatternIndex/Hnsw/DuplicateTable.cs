namespace Trading.Sdk.PatternIndex;

/// <summary>Finds the node that holds a bit-equal vector. Four bytes a place; hashes are recomputed from the vectors. One caller at a time.</summary>
internal sealed unsafe class DuplicateTable(HnswGraph graph)
{
    private const int Removed = -1;
    private int[] _places = new int[64];
    private int _used;
    private int _count;

    public long MemoryBytes => _places.Length * 4L;

    public int Find(float* vector)
    {
        int mask = _places.Length - 1;
        for (int i = (int)Hash(vector) & mask; _places[i] != 0; i = (i + 1) & mask)
        {
            int slot = _places[i] - 1;
            if (slot >= 0 && Span(vector).SequenceEqual(Span(graph.Vector(slot))))
            {
                return slot;
            }
        }

        return -1;
    }

    public void Add(int slot)
    {
        if ((_used + 1) * 4L > _places.Length * 3L)
        {
            int[] old = _places;
            _places = new int[_count * 2L >= old.Length ? old.Length * 2 : old.Length];
            _used = 0;
            foreach (int place in old)
            {
                if (place > 0)
                {
                    Put(place - 1);
                }
            }
        }

        Put(slot);
        _count++;
    }

    public void Remove(int slot)
    {
        int mask = _places.Length - 1;
        for (int i = (int)Hash(graph.Vector(slot)) & mask; _places[i] != 0; i = (i + 1) & mask)
        {
            if (_places[i] == slot + 1)
            {
                _places[i] = Removed;
                _count--;
                return;
            }
        }
    }

    private void Put(int slot)
    {
        int mask = _places.Length - 1, i = (int)Hash(graph.Vector(slot)) & mask;
        while (_places[i] != 0)
        {
            i = (i + 1) & mask;
        }

        _places[i] = slot + 1;
        _used++;
    }

    private ReadOnlySpan<ulong> Span(float* vector) => new(vector, graph.Padded / 2);

    private ulong Hash(float* vector)
    {
        ulong a = 0x9E3779B97F4A7C15, b = 0xD1342543DE82EF95;
        ReadOnlySpan<ulong> words = Span(vector);
        for (int i = 0; i < words.Length; i += 2)
        {
            a = (a ^ words[i]) * 0xFF51AFD7ED558CCD;
            b = (b ^ words[i + 1]) * 0xC4CEB9FE1A85EC53;
            a ^= a >> 32;
            b ^= b >> 29;
        }

        a = (a ^ b) * 0x9E3779B97F4A7C15;
        return a ^ (a >> 32);
    }
}
