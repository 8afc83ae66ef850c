namespace Trading.Sdk.MarketData;

/// <summary>Enumerates the levels of one side, best first, without copying. The book must not change meanwhile.</summary>
public ref struct DepthWalk
{
    private readonly IDepthBook book;
    private readonly Side side;
    private DepthLevel current;
    private bool started;

    internal DepthWalk(IDepthBook book, Side side)
    {
        ArgumentNullException.ThrowIfNull(book);
        this.book = book;
        this.side = side;
    }

    /// <summary>The level reached.</summary>
    public readonly DepthLevel Current => current;

    /// <summary>Returns the walk itself.</summary>
    public readonly DepthWalk GetEnumerator() => this;

    /// <summary>Steps to the next level.</summary>
    public bool MoveNext()
    {
        if (started)
        {
            return book.TryGetNext(side, current.Price, out current);
        }

        started = true;
        return book.TryGetBest(side, out current);
    }
}
