using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>A copy of the rows of one instrument, as the venue told them last; whether they are current is told by <see cref="Status"/>.</summary>
public sealed record TwsDepthSnapshot
{
    /// <summary>The instrument.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>Where the instrument stood when the copy was made.</summary>
    public FeedStatus Status { get; init; }

    /// <summary>The current, or last, request id of the depth subscription; 0 = none.</summary>
    public int RequestId { get; init; }

    /// <summary>Rows of the bids, best first.</summary>
    public IReadOnlyList<TwsDepthRow> Bids { get; init; } = [];

    /// <summary>Rows of the asks, best first.</summary>
    public IReadOnlyList<TwsDepthRow> Asks { get; init; } = [];

    /// <summary>Counters of the instrument.</summary>
    public TwsDepthCounters Counters { get; init; }

    /// <summary>True after an update beyond the end of a side: rows must have been lost.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>The rows added up by price, best first; rows without size are left out. Sizes keep their exact decimals.</summary>
    /// <param name="side">Bid or ask.</param>
    /// <exception cref="ArgumentOutOfRangeException">Neither bid nor ask.</exception>
    public IReadOnlyList<(decimal Price, decimal Size)> Aggregate(Side side)
    {
        IReadOnlyList<TwsDepthRow> rows = side switch
        {
            Side.Bid => Bids,
            Side.Ask => Asks,
            _ => throw new ArgumentOutOfRangeException(nameof(side), side, "Bid or Ask."),
        };
        var levels = new List<(decimal Price, decimal Size)>(rows.Count);
        foreach (TwsDepthRow row in rows)
        {
            if (row.Size == 0)
            {
                continue;
            }

            int at = levels.FindIndex(l => l.Price == row.Price);
            if (at >= 0)
            {
                levels[at] = (levels[at].Price, levels[at].Size + row.Size);
            }
            else
            {
                levels.Add((row.Price, row.Size));
            }
        }

        levels.Sort((a, b) => side == Side.Bid ? b.Price.CompareTo(a.Price) : a.Price.CompareTo(b.Price));
        return levels;
    }
}
