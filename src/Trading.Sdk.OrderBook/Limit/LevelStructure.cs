namespace Trading.Sdk.OrderBook;

/// <summary>How a book keeps its price levels. The behaviour is the same; speed and memory differ.</summary>
public enum LevelStructure : byte
{
    /// <summary>The ladder, and the sparse form as soon as the levels lie too far apart for it. The default.</summary>
    Automatic = 0,

    /// <summary>The paged tick ladder; the sparse form only when the prices of a side span more than 134 million steps.</summary>
    Ladder = 1,

    /// <summary>Sorted chunks: for instruments whose price step is tiny against the spacing of their levels.</summary>
    Sparse = 2,
}
