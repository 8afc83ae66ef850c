namespace Trading.Sdk.OrderBook;

/// <summary>How an <see cref="OrderByOrderBook"/> keeps and judges its orders.</summary>
public sealed record OrderByOrderBookOptions
{
    /// <summary>
    /// What happens when a message leaves the book crossed during continuous trading: <see cref="CrossedPolicy.Resync"/>
    /// (the default) or <see cref="CrossedPolicy.Ignore"/>. Before the open, in auctions and halts a crossed book is legal.
    /// </summary>
    public CrossedPolicy Crossed { get; init; } = CrossedPolicy.Resync;

    /// <summary>How price levels are kept. Default <see cref="LevelStructure.Automatic"/>.</summary>
    public LevelStructure Structure { get; init; } = LevelStructure.Automatic;

    /// <summary>Orders for which memory is taken at once; more grow it. 1…67,108,864, default 65,536.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>False when the stream starts in the middle of a session without a snapshot: depth sums are then lower bounds. Default true.</summary>
    public bool IsWholeBook { get; init; } = true;

    /// <summary>Ignore (and count) messages, outside snapshots, whose sequence is not 0 and below the sequence of the book. Default true.</summary>
    public bool IgnoreStaleMessages { get; init; } = true;

    internal static void Validate(OrderByOrderBookOptions options)
    {
        if (options.Crossed is not (CrossedPolicy.Resync or CrossedPolicy.Ignore) || !Enum.IsDefined(options.Structure))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "Crossed is Resync or Ignore, Structure has named values only.");
        }

        if (options.Capacity is < 1 or > 1 << 26)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "Capacity is 1 to 67,108,864.");
        }
    }
}
