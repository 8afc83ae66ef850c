using System.Runtime.CompilerServices;

namespace Trading.Sdk.Persistence;

/// <summary>Joins a stream of rows to what another subject knew at their times.</summary>
public static class AsOfJoinExtensions
{
    private const int ProbesPerRead = 1000;

    /// <summary>
    /// Gives each row of a stream the newest row of another subject at or before its time: market data to signals, without a
    /// look into the future.
    /// </summary>
    /// <param name="rows">The rows to be completed; they keep their order.</param>
    /// <param name="store">What is joined to them.</param>
    /// <param name="lookback">How old the joined row may be; one exactly that old no longer counts. More than zero.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <typeparam name="TRow">The rows' type.</typeparam>
    /// <typeparam name="TJoined">The joined subject's type.</typeparam>
    /// <exception cref="NotSupportedException">The joined subject's rows have no instrument.</exception>
    public static async IAsyncEnumerable<(TRow Row, TJoined? Joined)> JoinAsOfAsync<TRow, TJoined>(this IAsyncEnumerable<TRow> rows, IRecordStore<TJoined> store, TimeSpan lookback, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TRow : class, IStoredRecord<TRow>
        where TJoined : class, IStoredRecord<TJoined>
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(store);
        var batch = new List<TRow>(ProbesPerRead);
        await foreach (TRow row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            batch.Add(row);
            if (batch.Count == ProbesPerRead)
            {
                IReadOnlyList<TJoined?> joined = await JoinAsync(batch, store, lookback, cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < batch.Count; i++)
                {
                    yield return (batch[i], joined[i]);
                }

                batch.Clear();
            }
        }

        IReadOnlyList<TJoined?> rest = await JoinAsync(batch, store, lookback, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < batch.Count; i++)
        {
            yield return (batch[i], rest[i]);
        }
    }

    private static ValueTask<IReadOnlyList<TJoined?>> JoinAsync<TRow, TJoined>(List<TRow> batch, IRecordStore<TJoined> store, TimeSpan lookback, CancellationToken cancellationToken)
        where TRow : class, IStoredRecord<TRow>
        where TJoined : class, IStoredRecord<TJoined> =>
        store.AsOfAsync(batch.ConvertAll(r => new AsOfProbe(r.Instrument ?? "", r.TimestampNanos)), lookback, cancellationToken);
}
