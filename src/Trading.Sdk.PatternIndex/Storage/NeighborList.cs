using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The k best so far in the caller's memory; an id is returned once. Few are kept sorted by distance, then id; many as a heap
/// with the worst on top, so that k = 100,000 does not cost k². <see cref="Complete"/> gives the final order.
/// </summary>
internal ref struct NeighborList(Span<Neighbor> places, int count = 0)
{
    /// <summary>Up to this many a sorted row is quicker than a heap.</summary>
    private const int SortedMost = 192;

    private static readonly Comparison<Neighbor> ByIdThenDistance = static (a, b) => a.Id != b.Id ? a.Id.CompareTo(b.Id) : a.Distance.CompareTo(b.Distance);

    private readonly Span<Neighbor> _places = places;

    public int Count { get; private set; } = count;

    private readonly bool IsHeap => _places.Length > SortedMost;

    private readonly ref Neighbor Worst => ref _places[IsHeap ? 0 : Count - 1];

    /// <summary>A hit at this distance or further can be dropped when it is strictly further.</summary>
    public readonly float Bound => Count < _places.Length ? float.PositiveInfinity : Worst.Distance;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Accepts(float distance, long id) =>
        Count < _places.Length || distance < Worst.Distance || (distance == Worst.Distance && id < Worst.Id);

    public void Insert(float distance, long id)
    {
        if (_places.Length == 0 || !Accepts(distance, id))
        {
            return;
        }

        if (IsHeap)
        {
            InsertIntoHeap(new Neighbor(id, distance));
        }
        else
        {
            InsertSorted(distance, id);
        }
    }

    /// <summary>Puts the hits in order; returns how many there are.</summary>
    public int Complete()
    {
        if (!IsHeap)
        {
            return Count;
        }

        // While an upsert is under way both states of an id can be met; the nearer one stays.
        Span<Neighbor> hits = _places[..Count];
        hits.Sort(ByIdThenDistance);
        int kept = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            if (kept == 0 || hits[i].Id != hits[kept - 1].Id)
            {
                hits[kept++] = hits[i];
            }
        }

        hits[..kept].Sort();
        Count = kept;
        return kept;
    }

    private void InsertIntoHeap(Neighbor hit)
    {
        Span<Neighbor> heap = _places;
        int at;
        if (Count < heap.Length)
        {
            at = Count++;
            while (at > 0 && heap[(at - 1) / 2] < hit)
            {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }

            heap[at] = hit;
            return;
        }

        at = 0;
        while (true)
        {
            int child = (at * 2) + 1;
            if (child >= heap.Length)
            {
                break;
            }

            if (child + 1 < heap.Length && heap[child] < heap[child + 1])
            {
                child++;
            }

            if (heap[child] <= hit)
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        heap[at] = hit;
    }

    private void InsertSorted(float distance, long id)
    {
        int at = Count;
        while (at > 0 && (_places[at - 1].Distance > distance || (_places[at - 1].Distance == distance && _places[at - 1].Id > id)))
        {
            at--;
        }

        // As in Complete: the nearer state of an id stays.
        for (int i = 0; i < at; i++)
        {
            if (_places[i].Id == id)
            {
                return;
            }
        }

        int end = Count;
        for (int i = at; i < Count; i++)
        {
            if (_places[i].Id == id)
            {
                end = i;
                break;
            }
        }

        if (end == Count)
        {
            if (Count < _places.Length)
            {
                Count++;
            }
            else
            {
                end--;
            }
        }

        _places[at..end].CopyTo(_places[(at + 1)..]);
        _places[at] = new Neighbor(id, distance);
    }
}
