namespace Trading.Sdk.Persistence;

/// <summary>
/// The rows of one instrument in time order: a sorted main array, and a small sorted buffer for rows that come out of
/// order, merged when it has grown, so that loading in any order stays cheap.
/// </summary>
internal sealed class TimeIndex
{
    private const int LateMax = 4096;

    private Place[] main = new Place[16];
    private int count;
    private readonly List<Place> late = [];

    public int Count => count + late.Count;

    public void Add(Place place)
    {
        if (late.Count == 0 && (count == 0 || place.CompareTo(main[count - 1]) > 0))
        {
            if (count == main.Length)
            {
                Array.Resize(ref main, count * 2);
            }

            main[count++] = place;
            return;
        }

        int at = late.BinarySearch(place);
        late.Insert(at < 0 ? ~at : at, place);
        if (late.Count >= Math.Max(LateMax, count / 64))
        {
            Merge();
        }
    }

    /// <summary>The row of a time and key hash, if there is one.</summary>
    public bool TryFind(long time, ulong hash, out Place place)
    {
        for (int i = LowerBound(time); i < count && main[i].Time == time; i++)
        {
            if (main[i].Hash == hash)
            {
                place = main[i];
                return true;
            }
        }

        for (int i = LateLowerBound(time); i < late.Count && late[i].Time == time; i++)
        {
            if (late[i].Hash == hash)
            {
                place = late[i];
                return true;
            }
        }

        place = default;
        return false;
    }

    public void Remove(Place place)
    {
        int at = Array.BinarySearch(main, 0, count, place);
        if (at >= 0)
        {
            Array.Copy(main, at + 1, main, at, count - at - 1);
            count--;
            return;
        }

        at = late.BinarySearch(place);
        if (at >= 0)
        {
            late.RemoveAt(at);
        }
    }

    /// <summary>Forgets rows whose segment has been removed.</summary>
    public void RemoveBefore(long sequence)
    {
        Merge();
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (main[i].Sequence >= sequence)
            {
                main[kept++] = main[i];
            }
        }

        count = kept;
    }

    /// <summary>The rows in time order; valid until the index changes.</summary>
    public ReadOnlySpan<Place> Sorted()
    {
        Merge();
        return main.AsSpan(0, count);
    }

    /// <summary>Position of the first row at or after a time in <see cref="Sorted"/>.</summary>
    public int LowerBound(long time)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (main[middle].Time < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int LateLowerBound(long time)
    {
        int at = late.BinarySearch(new Place(time, long.MinValue, 0));
        return at < 0 ? ~at : at;
    }

    private void Merge()
    {
        if (late.Count == 0)
        {
            return;
        }

        if (count + late.Count > main.Length)
        {
            Array.Resize(ref main, Math.Max(main.Length * 2, count + late.Count));
        }

        // From the back, in place.
        int left = count - 1;
        int right = late.Count - 1;
        for (int target = count + late.Count - 1; right >= 0; target--)
        {
            main[target] = left >= 0 && main[left].CompareTo(late[right]) > 0 ? main[left--] : late[right--];
        }

        count += late.Count;
        late.Clear();
    }

    /// <summary>Where a row is: its time, its sequence in the journal and a hash of its key.</summary>
    internal readonly record struct Place(long Time, long Sequence, ulong Hash) : IComparable<Place>
    {
        public int CompareTo(Place other) => Time != other.Time ? Time.CompareTo(other.Time) : Sequence.CompareTo(other.Sequence);

        public static bool operator <(Place left, Place right) => left.CompareTo(right) < 0;

        public static bool operator >(Place left, Place right) => left.CompareTo(right) > 0;

        public static bool operator <=(Place left, Place right) => left.CompareTo(right) <= 0;

        public static bool operator >=(Place left, Place right) => left.CompareTo(right) >= 0;
    }
}
