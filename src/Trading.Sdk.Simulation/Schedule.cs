namespace Trading.Sdk.Simulation;

/// <summary>What is due next: a binary heap by time, first scheduled first among equals. Grows, never shrinks.</summary>
internal sealed class Schedule
{
    private Entry[] _heap = new Entry[64];
    private int _count;
    private long _sequence;

    public long NextTime => _count == 0 ? long.MaxValue : _heap[0].Time;

    public void Add(long time, int kind, int index)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        var entry = new Entry { Time = time, Sequence = _sequence++, Kind = kind, Index = index };
        int at = _count++;
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            if (!entry.IsBefore(_heap[parent]))
            {
                break;
            }

            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = entry;
    }

    public Entry Take()
    {
        Entry first = _heap[0];
        Entry last = _heap[--_count];
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(last))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return first;
    }

    internal struct Entry
    {
        public long Time;
        public long Sequence;
        public int Kind;
        public int Index;

        public readonly bool IsBefore(in Entry other) => Time < other.Time || (Time == other.Time && Sequence < other.Sequence);
    }
}
