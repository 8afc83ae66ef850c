namespace Trading.Sdk.PatternIndex;

/// <summary>A filter that asks a function for each id.</summary>
internal sealed class PredicateIdFilter : IdFilter
{
    private readonly Func<long, bool> _predicate;

    public PredicateIdFilter(Func<long, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        _predicate = predicate;
    }

    public override bool Contains(long id) => _predicate(id);
}
