namespace Trading.Sdk.DataFeeds;

/// <summary>What happened to the depth of one instrument since the feed was made.</summary>
public readonly record struct TwsDepthCounters
{
    /// <summary>Depth messages.</summary>
    public long Rows { get; init; }

    /// <summary>Resets by the venue (317).</summary>
    public long Resets { get; init; }

    /// <summary>Halts (316).</summary>
    public long Halts { get; init; }

    /// <summary>Times a side became unsorted.</summary>
    public long Unsorted { get; init; }

    /// <summary>Times the book became crossed.</summary>
    public long Crossed { get; init; }

    /// <summary>Subscriptions after the first: reconnects, lost data, halts, invalid books.</summary>
    public long Resubscriptions { get; init; }

    /// <summary>Operations on rows that are not there.</summary>
    public long Ignored { get; init; }

    /// <summary>Rows cut off because the venue sent more than asked for.</summary>
    public long Cut { get; init; }

    /// <summary>Messages that could not be read, or whose numbers do not fit the instrument.</summary>
    public long Malformed { get; init; }
}
