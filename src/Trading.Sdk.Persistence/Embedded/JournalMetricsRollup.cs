using System.Runtime.InteropServices;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Rolls metrics up in the embedded store. The minutes are durable before the watermark moves, and are overwritten by a
/// repetition: a crash in between costs work, not correctness.
/// </summary>
internal sealed class JournalMetricsRollup(JournalTradingStore store) : IDisposable
{
    private const int RowsPerWrite = 4096;

    private readonly SemaphoreSlim one = new(1);

    public async ValueTask<long> RunAsync(long untilNanos, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long target = untilNanos - untilNanos % OrderBookMetricsMinuteRecord.MinuteNanos;
            long? done = null;
            await foreach (RollupWatermarkRecord mark in store.Records<RollupWatermarkRecord>().ReadAsync(RecordQuery.Newest(OrderBookMetricsMinuteRecord.Schema.Subject, 1), cancellationToken).ConfigureAwait(false))
            {
                done = mark.TimestampNanos;
            }

            if (done >= target)
            {
                return done.Value;
            }

            var minutes = new Dictionary<(string Asset, string Exchange), MinuteAccumulator>();
            var finished = new List<OrderBookMetricsMinuteRecord>();
            long current = long.MinValue;
            var query = new RecordQuery { FromNanos = done, ToNanos = target };
            await foreach (OrderBookMetricsRecord row in store.OrderBookMetrics.ReadAsync(query, cancellationToken).ConfigureAwait(false))
            {
                long minute = row.TimestampNanos - row.TimestampNanos % OrderBookMetricsMinuteRecord.MinuteNanos;
                if (minute != current)
                {
                    Finish(minutes, finished);
                    current = minute;
                    if (finished.Count >= RowsPerWrite)
                    {
                        await WriteAsync(finished, cancellationToken).ConfigureAwait(false);
                    }
                }

                ref MinuteAccumulator? accumulator = ref CollectionsMarshal.GetValueRefOrAddDefault(minutes, (row.Asset, row.Exchange), out _);
                (accumulator ??= new MinuteAccumulator(row.Asset, row.Exchange, minute)).Add(row);
            }

            Finish(minutes, finished);
            await WriteAsync(finished, cancellationToken).ConfigureAwait(false);
            await store.Records<RollupWatermarkRecord>().WriteAsync([new RollupWatermarkRecord(target, OrderBookMetricsMinuteRecord.Schema.Subject)], IngestMode.Overwrite, cancellationToken).ConfigureAwait(false);
            return target;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private static void Finish(Dictionary<(string Asset, string Exchange), MinuteAccumulator> minutes, List<OrderBookMetricsMinuteRecord> finished)
    {
        finished.AddRange(minutes.Values.Select(m => m.ToRecord()));
        minutes.Clear();
    }

    private async ValueTask WriteAsync(List<OrderBookMetricsMinuteRecord> finished, CancellationToken cancellationToken)
    {
        IngestResult result = await store.Records<OrderBookMetricsMinuteRecord>().WriteAsync(finished, IngestMode.Overwrite, cancellationToken).ConfigureAwait(false);
        if (result.Rejected > 0)
        {
            throw new InvalidOperationException($"A minute could not be stored: {result.Rejections[0].Reason}.");
        }

        finished.Clear();
    }
}
