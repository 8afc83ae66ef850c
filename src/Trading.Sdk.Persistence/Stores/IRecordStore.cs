namespace Trading.Sdk.Persistence;

/// <summary>The rows of one subject. Thread-safe.</summary>
/// <typeparam name="TRecord">The subject's row type.</typeparam>
public interface IRecordStore<TRecord>
    where TRecord : class, IStoredRecord<TRecord>
{
    /// <summary>Stores rows; the task completes when they are durable.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="mode">What to do with rows that are there already. Default <see cref="IngestMode.Insert"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; rows may be stored nevertheless.</param>
    /// <returns>How many were stored, known already, or rejected.</returns>
    ValueTask<IngestResult> WriteAsync(IReadOnlyList<TRecord> records, IngestMode mode = IngestMode.Insert, CancellationToken cancellationToken = default);

    /// <summary>Streams rows in time order.</summary>
    /// <param name="query">Which rows.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<TRecord> ReadAsync(RecordQuery query, CancellationToken cancellationToken = default);

    /// <summary>The row of an id, or null.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotSupportedException">The subject's key is not its id.</exception>
    ValueTask<TRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>The newest row of each instrument, ordered by instrument.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<IReadOnlyList<TRecord>> LatestAsync(CancellationToken cancellationToken = default);

    /// <summary>For each probe the newest row of its instrument at or before its time: what was known then.</summary>
    /// <param name="probes">Instruments and times, in any order.</param>
    /// <param name="lookback">How old the row may be; a row exactly that old no longer counts. More than zero.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>One row or null for each probe, in the order of the probes.</returns>
    /// <exception cref="NotSupportedException">The subject's rows have no instrument.</exception>
    ValueTask<IReadOnlyList<TRecord?>> AsOfAsync(IReadOnlyList<AsOfProbe> probes, TimeSpan lookback, CancellationToken cancellationToken = default);
}
