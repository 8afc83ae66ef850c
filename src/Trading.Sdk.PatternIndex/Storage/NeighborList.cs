using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>The k best so far in the caller's memory, sorted by distance, then id; an id enters once.</summary>
internal ref struct NeighborList(Span<Neighbor> places, int count = 0)
{
    private readonly Span<Neighbor> _places = places;

    public int Count { get; private set; } = count;

    /// <summary>A hit at this distance or further can be dropped when it is strictly further.</summary>
    public readonly float Bound => Count < _places.Length ? float.PositiveInfinity : _places[Count - 1].Distance;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Accepts(float distance, long id) =>
        Count < _places.Length || distance < _places[Count - 1].Distance || (distance == _places[Count - 1].Distance && id < _places[Count - 1].Id);

    public void Insert(float distance, long id)
    {
        if (_places.Length == 0 || !Accepts(distance, id))
        {
            return;
        }

        int at = Count;
        while (at > 0 && (_places[at - 1].Distance > distance || (_places[at - 1].Distance == distance && _places[at - 1].Id > id)))
        {
            at--;
        }

        // While an upsert is under way both states of the id can be met; the nearer one stays.
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
