namespace Trading.Sdk.OrderBook;

/// <summary>What the content of a book is worth.</summary>
public enum BookState : byte
{
    /// <summary>Nothing has been applied yet.</summary>
    Empty = 0,

    /// <summary>The book shows what its events say.</summary>
    Live = 1,

    /// <summary>Crossed or after a gap: the book is empty and ignores changes until a <see cref="MarketData.MarketEventKind.Clear"/> begins a snapshot.</summary>
    AwaitingSnapshot = 2,
}
