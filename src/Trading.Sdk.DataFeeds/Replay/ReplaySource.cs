using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>One recording inside a replay: gives whole messages in order.</summary>
internal sealed class ReplaySource : IDisposable
{
    private readonly RecordingReader reader;
    private readonly ReplayOptions options;
    private readonly List<MarketEvent> pendingSnapshots = [];
    private MarketEvent[] block = [];
    private int length;
    private int start;
    private int end;

    public ReplaySource(string directory, ReplayOptions options)
    {
        reader = RecordingReader.Open(directory);
        this.options = options;
    }

    public InstrumentTable Instruments => reader.Instruments;

    /// <summary>The message reached; valid until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<MarketEvent> Message => block.AsSpan(start, end - start);

    public long Time => options.Clock == ReplayClock.Receive ? block[end - 1].ReceiveTime : block[end - 1].ExchangeTime;

    /// <summary>Positions the source and gives out the books as they stand there.</summary>
    public void Seek(IMarketEventSink sink)
    {
        start = end = length = 0;
        if (options.From is not { } from)
        {
            reader.SeekFirst();
            return;
        }

        // From the checkpoint to the time asked for the books are brought forward here, unseen.
        var books = new RecordedBooks(reader.Instruments);
        if (options.Latency.IsRecorded)
        {
            reader.SeekTime(from, new BookSink(books));
        }
        else
        {
            // The index knows recorded times only.
            reader.SeekFirst();
        }

        while (MoveNextUnlimited())
        {
            if (block[end - 1].ReceiveTime >= from)
            {
                end = start;
                break;
            }

            books.Apply(Message);
        }

        pendingSnapshots.AddRange(books.Snapshot(from, from));
        if (pendingSnapshots.Count > 0)
        {
            sink.OnEvents(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pendingSnapshots));
            pendingSnapshots.Clear();
        }
    }

    public bool MoveNext() => MoveNextUnlimited() && !(options.Until is { } until && block[end - 1].ReceiveTime >= until);

    public void Dispose() => reader.Dispose();

    /// <summary>Hands on all messages of the blocks at once, when nothing has to be merged, paced or changed.</summary>
    public bool TryReadBlock(out ReadOnlySpan<MarketEvent> events)
    {
        if (end < length)
        {
            events = block.AsSpan(end, length - end);
            end = start = length;
            return true;
        }

        return reader.TryRead(out events);
    }

    private bool MoveNextUnlimited()
    {
        start = end;
        while (true)
        {
            for (int i = end; i < length; i++)
            {
                if (block[i].IsEndOfMessage)
                {
                    end = i + 1;
                    return true;
                }
            }

            // A message that goes on in the next block is moved to the front of the buffer.
            int kept = length - start;
            if (!reader.TryRead(out ReadOnlySpan<MarketEvent> more))
            {
                end = length;
                return kept > 0;
            }

            if (block.Length < kept + more.Length)
            {
                var larger = new MarketEvent[Math.Max(kept + more.Length, block.Length * 2)];
                block.AsSpan(start, kept).CopyTo(larger);
                block = larger;
            }
            else
            {
                block.AsSpan(start, kept).CopyTo(block);
            }

            Span<MarketEvent> target = block.AsSpan(kept, more.Length);
            more.CopyTo(target);
            if (!options.Latency.IsRecorded)
            {
                foreach (ref MarketEvent e in target)
                {
                    e = options.Latency.Apply(in e);
                }
            }

            (start, end, length) = (0, kept, kept + more.Length);
        }
    }

    private sealed class BookSink(RecordedBooks books) : IMarketEventSink
    {
        public void OnEvents(ReadOnlySpan<MarketEvent> events) => books.Apply(events);
    }
}
