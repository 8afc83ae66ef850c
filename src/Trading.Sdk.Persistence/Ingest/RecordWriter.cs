using System.Threading.Channels;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Writes a stream of rows into a store: a bounded queue, batches by rows, bytes and a timer. While the store is not
/// available the rows go to an outbox on the disk and are sent in order when it is back, once in effect. Thread-safe.
/// </summary>
/// <typeparam name="TRecord">The subject's row type.</typeparam>
public sealed partial class RecordWriter<TRecord> : IAsyncDisposable
    where TRecord : class, IStoredRecord<TRecord>
{
    private readonly IRecordStore<TRecord> store;
    private readonly RecordWriterOptions options;
    private readonly Channel<(TRecord? Row, TaskCompletionSource? Flushed)> queue;
    private readonly Outbox<TRecord>? outbox;
    private readonly CancellationTokenSource closing;
    private readonly CancellationTokenSource giveUp = new();
    private readonly SemaphoreSlim outboxFilled = new(0);
    private readonly Task pump;
    private readonly Task drain;
    private readonly RowSize size = new();
    private readonly KeyValuePair<string, object?> subjectTag = new("subject", TRecord.Schema.Subject);
    private long inserted;
    private long duplicate;
    private long rejected;
    private long outboxed;
    private volatile Exception? failure;

    /// <summary>Starts a writer; rows left in the outbox by an earlier one are sent first.</summary>
    /// <param name="store">Where the rows go.</param>
    /// <param name="options">Defaults when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public RecordWriter(IRecordStore<TRecord> store, RecordWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        this.options = options ??= new RecordWriterOptions();
        options.Validate();
        queue = Channel.CreateBounded<(TRecord?, TaskCompletionSource?)>(new BoundedChannelOptions(options.QueueRowsMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        outbox = options.OutboxDirectory is null ? null : new Outbox<TRecord>(options.OutboxDirectory, options.TimeProvider);
        closing = new CancellationTokenSource();
        IngestMetrics.OutboxPending.Add(outbox?.Pending ?? 0, subjectTag);
        pump = Task.Run(PumpAsync, CancellationToken.None);
        drain = outbox is null ? Task.CompletedTask : Task.Run(DrainAsync, CancellationToken.None);
    }

    /// <summary>Rows the store has taken.</summary>
    public long Inserted => Interlocked.Read(ref inserted);

    /// <summary>Rows the store had already.</summary>
    public long Duplicate => Interlocked.Read(ref duplicate);

    /// <summary>Rows the store refused; it keeps them as dead letters.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    /// <summary>Rows that went through the outbox.</summary>
    public long Outboxed => Interlocked.Read(ref outboxed);

    /// <summary>Rows that wait in the outbox.</summary>
    public long OutboxPending => outbox?.Pending ?? 0;

    /// <summary>Why the outbox could not take rows at the last attempt (disk full, no permission); null while it can. The rows wait in memory meanwhile.</summary>
    public JournalWriteException? OutboxFault { get; private set; }

    /// <summary>Rows that wait in memory.</summary>
    public int QueueDepth => queue.Reader.Count;

    /// <summary>Puts a row into the queue, waiting while it is full.</summary>
    /// <param name="record">The row.</param>
    /// <param name="cancellationToken">Ends the waiting; the row is not taken then.</param>
    /// <exception cref="ChannelClosedException">The writer is closed, or stopped by an error, which is the inner exception.</exception>
    public ValueTask EnqueueAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return queue.Writer.TryWrite((record, null)) ? ValueTask.CompletedTask : queue.Writer.WriteAsync((record, null), cancellationToken);
    }

    /// <summary>Completes when every row enqueued before is durable: in the store, or in the outbox on the disk.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.Writer.WriteAsync((null, flushed), cancellationToken).ConfigureAwait(false);
        await flushed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when the outbox is empty: every durable row is in the store.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WaitDrainedAsync(CancellationToken cancellationToken = default)
    {
        while (OutboxPending > 0)
        {
            if (failure is { } e)
            {
                throw new InvalidOperationException("The writer was stopped by an error.", e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the rows in the queue durable and stops. Rows in the outbox stay there for the next writer.</summary>
    /// <exception cref="StoreUnavailableException">Neither the store nor an outbox could take the rows of the queue in time: they are lost, and the message counts them.</exception>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await closing.CancelAsync().ConfigureAwait(false);
        giveUp.CancelAfter(options.CloseTimeout);
        try
        {
            await pump.ConfigureAwait(false);
            await drain.ConfigureAwait(false);
        }
        finally
        {
            IngestMetrics.OutboxPending.Add(-(outbox?.Pending ?? 0), subjectTag);
            outbox?.Dispose();
            closing.Dispose();
            giveUp.Dispose();
            outboxFilled.Dispose();
        }
    }

    private async Task PumpAsync()
    {
        var rows = new List<TRecord>(options.BatchRows);
        var flushes = new List<TaskCompletionSource>();
        try
        {
            while (await queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                IngestMetrics.QueueDepth.Record(queue.Reader.Count, subjectTag);
                await GatherAsync(rows, flushes).ConfigureAwait(false);
                await DeliverAsync(rows).ConfigureAwait(false);
                rows.Clear();
                flushes.ForEach(f => f.TrySetResult());
                flushes.Clear();
            }
        }
        catch (Exception e)
        {
            failure = e;
            queue.Writer.TryComplete(e);
            flushes.ForEach(f => f.TrySetException(e));
            while (queue.Reader.TryRead(out (TRecord? Row, TaskCompletionSource? Flushed) item))
            {
                item.Flushed?.TrySetException(e);
            }

            throw;
        }
    }

    /// <summary>Fills a batch until it is full, a flush is asked for, or its first row has waited long enough.</summary>
    private async Task GatherAsync(List<TRecord> rows, List<TaskCompletionSource> flushes)
    {
        size.Bytes = 0;
        long first = options.TimeProvider.GetTimestamp();
        while (true)
        {
            while (rows.Count < options.BatchRows && size.Bytes < options.BatchBytes && queue.Reader.TryRead(out (TRecord? Row, TaskCompletionSource? Flushed) item))
            {
                if (item.Flushed is not null)
                {
                    flushes.Add(item.Flushed);
                    return;
                }

                item.Row!.Write(size);
                rows.Add(item.Row);
            }

            TimeSpan left = options.FlushInterval - options.TimeProvider.GetElapsedTime(first);
            if (rows.Count >= options.BatchRows || size.Bytes >= options.BatchBytes || left <= TimeSpan.Zero || closing.IsCancellationRequested)
            {
                return;
            }

            Task<bool> more = queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
            Task due = Task.Delay(left, options.TimeProvider, timer.Token);
            Task done = await Task.WhenAny(more, due).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            if (done == due || !await more.ConfigureAwait(false))
            {
                return;
            }
        }
    }
}
