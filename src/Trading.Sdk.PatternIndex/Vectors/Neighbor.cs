namespace Trading.Sdk.PatternIndex;

/// <summary>One hit of a search.</summary>
/// <param name="Id">The id under which the vector was added.</param>
/// <param name="Distance">The distance in the index's <see cref="VectorMetric"/>; smaller is nearer. Equal distances are ordered by id.</param>
public readonly record struct Neighbor(long Id, float Distance) : IComparable<Neighbor>
{
    /// <summary>Orders by distance, then by id.</summary>
    public int CompareTo(Neighbor other)
    {
        int byDistance = Distance.CompareTo(other.Distance);
        return byDistance != 0 ? byDistance : Id.CompareTo(other.Id);
    }

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Neighbor left, Neighbor right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Neighbor left, Neighbor right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Neighbor left, Neighbor right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Neighbor left, Neighbor right) => left.CompareTo(right) >= 0;
}
