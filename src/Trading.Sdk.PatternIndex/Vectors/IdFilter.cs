namespace Trading.Sdk.PatternIndex;

/// <summary>Decides which ids a search may return. Called from searching threads: it must be safe to read concurrently.</summary>
public abstract class IdFilter
{
    /// <summary>Whether the id may be returned.</summary>
    public abstract bool Contains(long id);

    /// <summary>About how many ids pass; −1, the default, when unknown. Decides between an exact scan and a graph search.</summary>
    public virtual long EstimatedCount => -1;

    /// <summary>Whether <see cref="Next"/> works. Default false.</summary>
    public virtual bool CanEnumerate => false;

    /// <summary>The smallest passing id that is at least <paramref name="from"/>, or −1.</summary>
    /// <exception cref="NotSupportedException"><see cref="CanEnumerate"/> is false.</exception>
    public virtual long Next(long from) => throw new NotSupportedException("This filter cannot list its ids.");

    /// <summary>A filter that asks a function for each id.</summary>
    public static IdFilter From(Func<long, bool> predicate) => new PredicateIdFilter(predicate);
}
