namespace Trading.Sdk.Persistence;

/// <summary>Which rows to read; they come in time order.</summary>
public sealed record RecordQuery
{
    /// <summary>All rows.</summary>
    public static RecordQuery All { get; } = new();

    /// <summary>Only rows of this instrument; null for all.</summary>
    public string? Instrument { get; init; }

    /// <summary>Only rows at or after this time, nanoseconds since 1970-01-01 UTC; null for no limit.</summary>
    public long? FromNanos { get; init; }

    /// <summary>Only rows before this time, nanoseconds since 1970-01-01 UTC; null for no limit.</summary>
    public long? ToNanos { get; init; }

    /// <summary>At most so many rows, the newest ones, still in time order; null for all. At least 1.</summary>
    public int? Last { get; init; }

    /// <summary>The newest rows of an instrument.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="count">At most so many; at least 1.</param>
    public static RecordQuery Newest(string instrument, int count) => new() { Instrument = instrument, Last = count };

    /// <summary>The rows of an instrument within a time range.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="fromNanos">First time, inclusive.</param>
    /// <param name="toNanos">Last time, exclusive.</param>
    public static RecordQuery Range(string instrument, long fromNanos, long toNanos) => new() { Instrument = instrument, FromNanos = fromNanos, ToNanos = toNanos };

    /// <summary>Throws when the query contradicts itself.</summary>
    /// <exception cref="ArgumentException">Last below 1, or a range that ends before it begins.</exception>
    public void Validate()
    {
        if (Last is < 1)
        {
            throw new ArgumentException($"{nameof(Last)} must be at least 1, but is {Last}.");
        }

        if (FromNanos > ToNanos)
        {
            throw new ArgumentException($"The range ends ({ToNanos}) before it begins ({FromNanos}).");
        }
    }
}
