namespace Trading.Sdk.Persistence;

/// <summary>Order-book metrics by the minute, each minute rolled up once, up to a watermark that the store keeps.</summary>
public interface IMetricsRollup
{
    /// <summary>Rolls up the whole minutes from the watermark to a time. Rows that come later into a minute that is done are left out.</summary>
    /// <param name="untilNanos">Only whole minutes before this time, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Ends the work; what is done so far is done again the next time.</param>
    /// <returns>The new watermark: the end of the last minute that is done, nanoseconds since 1970-01-01 UTC.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    ValueTask<long> RollUpMetricsAsync(long untilNanos, CancellationToken cancellationToken = default);

    /// <summary>The minutes in time order.</summary>
    /// <param name="query">Which; the times are those of the minutes' beginnings.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The query contradicts itself.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    IAsyncEnumerable<OrderBookMetricsMinuteRecord> ReadMetricsMinutesAsync(RecordQuery query, CancellationToken cancellationToken = default);
}
