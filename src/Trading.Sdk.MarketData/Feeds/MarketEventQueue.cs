namespace Trading.Sdk.MarketData;

/// <summary>
/// A bounded queue of events between a feed's thread and one reader: turns push into pull. One writer, one reader; memory is
/// taken once, at construction. Messages stay whole: they are admitted or dropped as one.
/// </summary>
public sealed class MarketEventQueue : IMarketEventSink, IDisposable
{
    private readonly MarketEvent[] ring;
    private readonly OverflowPolicy policy;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim readable = new(0, 1);
    private readonly SemaphoreSlim writable = new(0, 1);
    private long head;
    private long tail;
    private long readEvents;
    private long droppedEvents;
    private bool gap;
    private bool droppingMessage;
    private bool completed;
    private Exception? failure;

    /// <summary>Creates a queue.</summary>
    /// <param name="capacity">Most events held (64 bytes each), at least 1; under <see cref="OverflowPolicy.DropNewest"/> and
    /// <see cref="OverflowPolicy.Fail"/> no message may be longer. Default 65,536.</param>
    /// <param name="policy">What happens when it is full. Default <see cref="OverflowPolicy.Wait"/>.</param>
    public MarketEventQueue(int capacity = 65_536, OverflowPolicy policy = OverflowPolicy.Wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ring = new MarketEvent[capacity];
        this.policy = policy;
    }

    /// <summary>Events waiting now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return (int)(tail - head);
            }
        }
    }

    /// <summary>Events delivered to the reader so far.</summary>
    public long ReadEvents => Interlocked.Read(ref readEvents);

    /// <summary>Events dropped by <see cref="OverflowPolicy.DropNewest"/> so far.</summary>
    public long DroppedEvents => Interlocked.Read(ref droppedEvents);

    /// <inheritdoc/>
    public void OnEvents(ReadOnlySpan<MarketEvent> events)
    {
        while (events.Length > 0)
        {
            int length = policy == OverflowPolicy.Wait ? events.Length : MessageLength(events);
            int written = Write(events[..length]);
            events = events[written..];
            if (written < length)
            {
                writable.Wait();
            }
        }
    }

    /// <summary>Says that nothing more will come; the reader ends after what is queued, with the error if there is one.</summary>
    public void Complete(Exception? error = null)
    {
        lock (gate)
        {
            failure ??= error;
            completed = true;
            Signal(readable);
            Signal(writable);
        }
    }

    /// <summary>Waits until events are there and copies them.</summary>
    /// <param name="buffer">Receives events in order; not empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Events copied, at least 1; 0 when the queue is complete and empty.</returns>
    /// <exception cref="MarketDataOverflowException">The queue overflowed under <see cref="OverflowPolicy.Fail"/>.</exception>
    public async ValueTask<int> ReadAsync(Memory<MarketEvent> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(buffer.Length, nameof(buffer));
        while (true)
        {
            lock (gate)
            {
                int count = (int)Math.Min(buffer.Length, tail - head);
                if (count > 0)
                {
                    Span<MarketEvent> target = buffer.Span;
                    int start = (int)(head % ring.Length), first = Math.Min(count, ring.Length - start);
                    ring.AsSpan(start, first).CopyTo(target);
                    ring.AsSpan(0, count - first).CopyTo(target[first..]);
                    head += count;
                    readEvents += count;
                    Signal(writable);
                    return count;
                }

                if (completed)
                {
                    return failure is null ? 0 : throw failure;
                }
            }

            await readable.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All events, one by one. For tools and tests; the batch form <see cref="ReadAsync"/> is the fast one.</summary>
    public async IAsyncEnumerable<MarketEvent> ReadAllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var buffer = new MarketEvent[Math.Min(1024, ring.Length)];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count && count > 0)
        {
            for (int i = 0; i < count; i++)
            {
                yield return buffer[i];
            }
        }
    }

    /// <summary>Releases the queue; writer and reader must have ended.</summary>
    public void Dispose()
    {
        readable.Dispose();
        writable.Dispose();
    }

    private static int MessageLength(ReadOnlySpan<MarketEvent> events)
    {
        int i = 0;
        while (i < events.Length && !events[i].IsEndOfMessage)
        {
            i++;
        }

        return Math.Min(i + 1, events.Length);
    }

    private static void Signal(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount == 0)
        {
            semaphore.Release();
        }
    }

    /// <summary>Writes what fits (Wait) or the whole message or nothing (the other policies); returns the events dealt with.</summary>
    private int Write(ReadOnlySpan<MarketEvent> events)
    {
        lock (gate)
        {
            if (completed)
            {
                throw failure as MarketDataOverflowException is { } overflow
                    ? overflow
                    : new InvalidOperationException("The queue is complete: nothing more can be written.");
            }

            int free = (int)(ring.Length - (tail - head));
            bool endsMessage = events[^1].IsEndOfMessage;
            if (policy != OverflowPolicy.Wait && (droppingMessage || free < events.Length))
            {
                if (policy == OverflowPolicy.Fail)
                {
                    failure = new MarketDataOverflowException(ring.Length);
                    completed = true;
                    Signal(readable);
                    throw failure;
                }

                droppedEvents += events.Length;
                gap = true;
                // The tail of a message whose head was dropped in an earlier call is dropped with it.
                droppingMessage = !endsMessage;
                return events.Length;
            }

            int count = Math.Min(free, events.Length), start = (int)(tail % ring.Length), first = Math.Min(count, ring.Length - start);
            events[..first].CopyTo(ring.AsSpan(start));
            events[first..count].CopyTo(ring);
            if (gap && count > 0)
            {
                ring[start] = ring[start] with { Flags = ring[start].Flags | MarketEventFlags.AfterGap };
                gap = false;
            }

            tail += count;
            if (count > 0)
            {
                Signal(readable);
            }

            return count;
        }
    }
}
