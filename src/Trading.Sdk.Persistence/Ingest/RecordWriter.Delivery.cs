using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <content>Where batches go: into the store, or while it is away into the outbox, and from there in order.</content>
public sealed partial class RecordWriter<TRecord>
{
    private long outageStarted;
    private bool isOut;

    private async Task DeliverAsync(List<TRecord> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        long started = options.TimeProvider.GetTimestamp();
        if (outbox is null)
        {
            while (!await TrySendAsync(rows).ConfigureAwait(false))
            {
                await PauseAsync(rows.Count).ConfigureAwait(false);
            }
        }
        else
        {
            await DeliverOverOutboxAsync(rows).ConfigureAwait(false);
        }

        IngestMetrics.BatchRows.Record(rows.Count, subjectTag);
        IngestMetrics.FlushDuration.Record(options.TimeProvider.GetElapsedTime(started).TotalSeconds, subjectTag);
    }

    private async Task DeliverOverOutboxAsync(List<TRecord> rows)
    {
        int boxed = 0;
        while (boxed < rows.Count)
        {
            // Straight to the store only when nothing waits before these rows: the order is kept.
            if (boxed == 0 && outbox!.Pending == 0 && await TrySendOrKeepAsync(rows).ConfigureAwait(false))
            {
                return;
            }

            // Full: the queue fills up behind us, and whoever enqueues waits. A writer that is being closed has nobody left
            // who could wait, and rather takes more disk than it was allowed than lose rows.
            if (outbox!.Bytes <= options.OutboxBytesMax || outbox.Pending == 0 || closing.IsCancellationRequested)
            {
                boxed += await BoxAsync(rows, boxed).ConfigureAwait(false);
                if (boxed == rows.Count)
                {
                    return;
                }
            }

            await PauseAsync(rows.Count - boxed).ConfigureAwait(false);
        }
    }

    /// <summary>Puts rows into the outbox; returns how many it took before the disk refused, all of them durable.</summary>
    private async Task<int> BoxAsync(List<TRecord> rows, int from)
    {
        int refused = 0;
        int taken = outbox!.Append(rows, from, out JournalWriteException? refusal, ref refused);
        OutboxFault = refusal;
        Interlocked.Add(ref rejected, refused);
        // Taken, but perhaps not on the disk yet: tried until it is, so that a flush never says too much.
        while (!await TryWaitDurableAsync().ConfigureAwait(false))
        {
            await PauseAsync(rows.Count - from).ConfigureAwait(false);
        }

        if (taken > 0)
        {
            Interlocked.Add(ref outboxed, taken);
            IngestMetrics.OutboxPending.Add(taken, subjectTag);
            outboxFilled.Release();
        }

        return taken;
    }

    private async Task<bool> TryWaitDurableAsync()
    {
        try
        {
            await outbox!.WaitDurableAsync().ConfigureAwait(false);
            return true;
        }
        catch (JournalWriteException e) when (!e.IsPermanent)
        {
            OutboxFault = e;
            return false;
        }
    }

    private async Task PauseAsync(int rowsAtStake)
    {
        try
        {
            await Task.Delay(options.RetryInterval, options.TimeProvider, giveUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            string outboxSays = OutboxFault is { } fault ? $", and the outbox refused them ({fault.Message})" : "";
            throw new StoreUnavailableException($"The store did not come back before the writer was closed{outboxSays}: {rowsAtStake + queue.Reader.Count} rows are lost.", e);
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (!closing.IsCancellationRequested)
            {
                (List<TRecord> rows, int places) = outbox!.Pending == 0 ? ([], 0) : outbox.Peek(options.BatchRows, options.BatchBytes);
                if (places == 0)
                {
                    await outboxFilled.WaitAsync(closing.Token).ConfigureAwait(false);
                }
                else if (rows.Count == 0 || await TrySendAsync(rows).ConfigureAwait(false))
                {
                    outbox.Advance(places);
                    IngestMetrics.OutboxPending.Add(-places, subjectTag);
                }
                else
                {
                    await Task.Delay(options.RetryInterval, options.TimeProvider, closing.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // Closed while waiting: what is left stays on the disk.
        }
        catch (Exception e)
        {
            failure = e;
            queue.Writer.TryComplete(e);
            throw;
        }
    }

    /// <summary>Like <see cref="TrySendAsync"/>, but an error that does not pass leaves the rows in the outbox before it stops the writer.</summary>
    private async Task<bool> TrySendOrKeepAsync(List<TRecord> rows)
    {
        try
        {
            return await TrySendAsync(rows).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await BoxAsync(rows, 0).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>False when the store is not available.</summary>
    private async Task<bool> TrySendAsync(List<TRecord> rows)
    {
        try
        {
            IngestResult result = await store.WriteAsync(rows, options.Mode, CancellationToken.None).ConfigureAwait(false);
            Interlocked.Add(ref inserted, result.Inserted);
            Interlocked.Add(ref duplicate, result.Duplicate);
            Interlocked.Add(ref rejected, result.Rejected);
            NoteOutage(isOver: true);
            return true;
        }
        catch (StoreUnavailableException)
        {
            NoteOutage(isOver: false);
            return false;
        }
    }

    private void NoteOutage(bool isOver)
    {
        lock (outboxFilled)
        {
            if (!isOver && !isOut)
            {
                isOut = true;
                outageStarted = options.TimeProvider.GetTimestamp();
            }
            else if (isOver && isOut)
            {
                isOut = false;
                IngestMetrics.OutageDuration.Record(options.TimeProvider.GetElapsedTime(outageStarted).TotalSeconds, subjectTag);
            }
        }
    }
}
