namespace Trading.Sdk.OrderBook;

/// <summary>How a <see cref="LimitOrderBook"/> keeps and judges its levels.</summary>
public sealed record LimitOrderBookOptions
{
    /// <summary>What happens when a message leaves the book crossed. Default <see cref="CrossedPolicy.Resync"/>.</summary>
    public CrossedPolicy Crossed { get; init; } = CrossedPolicy.Resync;

    /// <summary>How levels are kept. Default <see cref="LevelStructure.Automatic"/>.</summary>
    public LevelStructure Structure { get; init; } = LevelStructure.Automatic;

    /// <summary>
    /// Levels a side that a snapshot of the venue holds at most (Binance: 1000 or 5000). A snapshot side with fewer is known
    /// to be whole. Default 0: unknown, the last level of a snapshot is taken as the edge of what is known.
    /// </summary>
    public int SnapshotDepth { get; init; }

    /// <summary>True when the source delivers every level (simulations, full-book venues): coverage has no edge. Default false.</summary>
    public bool IsWholeBook { get; init; }

    /// <summary>Levels a side that are published for concurrent readers after each message, 0…1000; 0 = none. Default 0.</summary>
    public int PublishedDepth { get; init; }

    /// <summary>Ignore (and count) messages whose sequence is not 0 and below the sequence of the book. Default true.</summary>
    public bool IgnoreStaleMessages { get; init; } = true;

    internal static void Validate(LimitOrderBookOptions options)
    {
        if (!Enum.IsDefined(options.Crossed) || !Enum.IsDefined(options.Structure))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "Crossed and Structure have named values only.");
        }

        if (options.SnapshotDepth < 0 || options.PublishedDepth is < 0 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "SnapshotDepth is at least 0, PublishedDepth 0 to 1000.");
        }
    }
}
