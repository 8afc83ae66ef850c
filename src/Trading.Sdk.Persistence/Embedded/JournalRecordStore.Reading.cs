using System.Runtime.CompilerServices;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <content>Reading: places from the index, rows from the journal.</content>
internal sealed partial class JournalRecordStore<TRecord>
{
    public async IAsyncEnumerable<TRecord> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        await Task.CompletedTask.ConfigureAwait(false);
        if (!Prepare())
        {
            yield break;
        }

        using JournalReader reader = OpenReader();
        var decoder = new EncodedFieldReader();
        var chunk = new List<TimeIndex.Place>(ChunkRows);
        List<TimeIndex.Place>? newest = query.Last is { } last ? Newest(query, last) : null;
        int taken = 0;
        TimeIndex.Place cursor = new(query.FromNanos ?? long.MinValue, long.MinValue, 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (newest is not null)
            {
                chunk.Clear();
                chunk.AddRange(newest.Skip(taken).Take(ChunkRows));
                taken += chunk.Count;
            }
            else
            {
                Next(query, cursor, chunk);
            }

            if (chunk.Count == 0)
            {
                yield break;
            }

            cursor = chunk[^1];
            foreach (TRecord? record in Load(reader, decoder, chunk))
            {
                if (record is not null)
                {
                    yield return record;
                }
            }
        }
    }

    public ValueTask<TRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (TRecord.Schema.KeyColumns is not ["id"])
        {
            throw new NotSupportedException($"Rows of {TRecord.Schema.Subject} are identified by {string.Join(", ", TRecord.Schema.KeyColumns)}, not by an id.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        RowKey key = RowKey.Seed.Add(bytes);
        if (!Prepare())
        {
            return new ValueTask<TRecord?>((TRecord?)null);
        }

        KeyedPlace place;
        lock (gate)
        {
            if (!byKey.TryGetValue(key, out place))
            {
                return new ValueTask<TRecord?>((TRecord?)null);
            }
        }

        using JournalReader reader = OpenReader();
        return new ValueTask<TRecord?>(Load(reader, new EncodedFieldReader(), [place.Place])[0]);
    }

    public ValueTask<IReadOnlyList<TRecord>> LatestAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rows = new List<TRecord>();
        if (Prepare())
        {
            var places = new List<TimeIndex.Place>();
            lock (gate)
            {
                foreach ((_, TimeIndex index) in byInstrument.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    if (index.Count > 0)
                    {
                        places.Add(index.Sorted()[^1]);
                    }
                }
            }

            using JournalReader reader = OpenReader();
            rows.AddRange(Load(reader, new EncodedFieldReader(), places).OfType<TRecord>());
        }

        return new ValueTask<IReadOnlyList<TRecord>>(rows);
    }

    public ValueTask<IReadOnlyList<TRecord?>> AsOfAsync(IReadOnlyList<AsOfProbe> probes, TimeSpan lookback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(probes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lookback, TimeSpan.Zero);
        if (layout.InstrumentIndex < 0)
        {
            throw new NotSupportedException($"Rows of {TRecord.Schema.Subject} have no instrument.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var rows = new TRecord?[probes.Count];
        if (!Prepare())
        {
            return new ValueTask<IReadOnlyList<TRecord?>>(rows);
        }

        var found = new List<TimeIndex.Place>();
        var owners = new List<int>();
        lock (gate)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (!byInstrument.TryGetValue(probes[i].Instrument, out TimeIndex? index))
                {
                    continue;
                }

                ReadOnlySpan<TimeIndex.Place> sorted = index.Sorted();
                int at = probes[i].TimeNanos == long.MaxValue ? sorted.Length - 1 : index.LowerBound(probes[i].TimeNanos + 1) - 1;
                if (at >= 0 && (Int128)probes[i].TimeNanos - sorted[at].Time < (Int128)lookback.Ticks * 100)
                {
                    found.Add(sorted[at]);
                    owners.Add(i);
                }
            }
        }

        using JournalReader reader = OpenReader();
        TRecord?[] loaded = Load(reader, new EncodedFieldReader(), found);
        for (int i = 0; i < loaded.Length; i++)
        {
            rows[owners[i]] = loaded[i];
        }

        return new ValueTask<IReadOnlyList<TRecord?>>(rows);
    }

    private JournalReader OpenReader() => writer is { } journal ? journal.OpenReader() : JournalReader.Open(directory);

    /// <summary>The rows that follow the cursor in time order, over one instrument or merged over all.</summary>
    private void Next(RecordQuery query, TimeIndex.Place cursor, List<TimeIndex.Place> chunk)
    {
        chunk.Clear();
        long to = query.ToNanos ?? long.MaxValue;
        lock (gate)
        {
            if (query.Instrument is { } instrument)
            {
                if (byInstrument.TryGetValue(instrument, out TimeIndex? index))
                {
                    ReadOnlySpan<TimeIndex.Place> sorted = index.Sorted();
                    for (int i = After(sorted, cursor); i < sorted.Length && chunk.Count < ChunkRows && InRange(sorted[i].Time, to, query); i++)
                    {
                        chunk.Add(sorted[i]);
                    }
                }

                return;
            }

            var heads = new PriorityQueue<(TimeIndex Index, int At), TimeIndex.Place>();
            foreach (TimeIndex index in byInstrument.Values)
            {
                ReadOnlySpan<TimeIndex.Place> sorted = index.Sorted();
                int at = After(sorted, cursor);
                if (at < sorted.Length)
                {
                    heads.Enqueue((index, at), sorted[at]);
                }
            }

            while (chunk.Count < ChunkRows && heads.TryPeek(out (TimeIndex Index, int At) head, out TimeIndex.Place place) && InRange(place.Time, to, query))
            {
                chunk.Add(place);
                ReadOnlySpan<TimeIndex.Place> sorted = head.Index.Sorted();
                if (head.At + 1 < sorted.Length)
                {
                    heads.DequeueEnqueue((head.Index, head.At + 1), sorted[head.At + 1]);
                }
                else
                {
                    heads.Dequeue();
                }
            }
        }
    }

    private static bool InRange(long time, long to, RecordQuery query) => time < to || (query.ToNanos is null && time == to);

    private static int After(ReadOnlySpan<TimeIndex.Place> sorted, TimeIndex.Place cursor)
    {
        int at = sorted.BinarySearch(cursor);
        return at < 0 ? ~at : at + 1;
    }

    private List<TimeIndex.Place> Newest(RecordQuery query, int count)
    {
        var newest = new List<TimeIndex.Place>();
        long from = query.FromNanos ?? long.MinValue;
        lock (gate)
        {
            foreach ((string name, TimeIndex index) in byInstrument)
            {
                if (query.Instrument is { } instrument && name != instrument)
                {
                    continue;
                }

                ReadOnlySpan<TimeIndex.Place> sorted = index.Sorted();
                int end = query.ToNanos is { } to ? index.LowerBound(to) : sorted.Length;
                for (int i = end - 1; i >= 0 && end - i <= count && sorted[i].Time >= from; i--)
                {
                    newest.Add(sorted[i]);
                }
            }
        }

        newest.Sort();
        newest.RemoveRange(0, Math.Max(0, newest.Count - count));
        return newest;
    }

    /// <summary>Reads rows in the order of the log and gives them in the order asked for; null for rows that retention took meanwhile.</summary>
    private static TRecord?[] Load(JournalReader reader, EncodedFieldReader decoder, IReadOnlyList<TimeIndex.Place> places)
    {
        var rows = new TRecord?[places.Count];
        int[] order = new int[places.Count];
        bool ascending = true;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            ascending &= i == 0 || places[i].Sequence > places[i - 1].Sequence;
        }

        if (!ascending)
        {
            Array.Sort(order, (a, b) => places[a].Sequence.CompareTo(places[b].Sequence));
        }

        foreach (int i in order)
        {
            long sequence = places[i].Sequence;
            try
            {
                if (sequence < reader.NextSequence || sequence - reader.NextSequence > SkipRecordsMax)
                {
                    reader.SeekSequence(sequence);
                }

                while (reader.TryRead(out JournalRecord record))
                {
                    if (record.Sequence == sequence)
                    {
                        rows[i] = decoder.Decode<TRecord>(record.Payload);
                        break;
                    }
                }
            }
            catch (JournalRangeException e) when (sequence < e.FirstSequence)
            {
                rows[i] = null;
            }
        }

        return rows;
    }
}
