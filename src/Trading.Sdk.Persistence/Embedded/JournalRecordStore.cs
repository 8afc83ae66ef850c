using System.Runtime.CompilerServices;
using System.Text;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>The rows of one subject in a journal of their own, indexed in memory by key, instrument and time.</summary>
internal sealed class JournalRecordStore<TRecord> : IRecordStore<TRecord>, IDisposable
    where TRecord : class, IStoredRecord<TRecord>
{
    private const string AlreadyStored = "a row with the same key is stored already";
    private const int ChunkRows = 1024;
    // Reading over records in between is cheaper than a seek up to about this many.
    private const int SkipRecordsMax = 4096;

    private readonly string directory;
    private readonly JournalStoreOptions options;
    private readonly DeadLetterJournal deadLetters;
    private readonly Lock gate = new();
    private readonly RowLayout layout = new(TRecord.Schema);
    private readonly RecordValidator validator = new(TRecord.Schema);
    private readonly EncodedFieldWriter encoder = new();
    private readonly Dictionary<string, TimeIndex> byInstrument = new(StringComparer.Ordinal);
    private readonly Dictionary<RowKey, KeyedPlace> byKey = [];
    private JournalWriter? writer;
    private JournalReader? follower;
    private long firstSequence;
    private bool disposed;

    public JournalRecordStore(string directory, JournalStoreOptions options, DeadLetterJournal deadLetters)
    {
        this.directory = directory;
        this.options = options;
        this.deadLetters = deadLetters;
    }

    public async ValueTask<IngestResult> WriteAsync(IReadOnlyList<TRecord> records, IngestMode mode = IngestMode.Insert, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (options.ReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading only.");
        }

        long inserted = 0;
        long duplicate = 0;
        List<RowRejection>? rejections = null;
        long rejected = 0;
        JournalWriter journal;
        long last;
        lock (gate)
        {
            journal = OpenWriter();
            for (int i = 0; i < records.Count; i++)
            {
                string? problem = validator.Check(records[i]);
                if (problem is null)
                {
                    encoder.Encode(records[i]);
                    problem = Put(journal, records[i].TimestampNanos, mode, ref inserted, ref duplicate);
                }

                if (problem is not null)
                {
                    rejected++;
                    deadLetters.Keep(records[i], problem);
                    rejections ??= [];
                    if (rejections.Count < IngestResult.RejectionsListedMax)
                    {
                        rejections.Add(new RowRejection(i, problem));
                    }
                }
            }

            Forget(journal);
            last = journal.NextSequence - 1;
        }

        if (last >= 0)
        {
            // A duplicate's original may have been appended by another caller a moment ago: it has to be durable as well.
            await journal.WaitDurableAsync(last, cancellationToken).ConfigureAwait(false);
        }

        if (rejected > 0)
        {
            deadLetters.Sync();
        }

        return new IngestResult { Inserted = inserted, Duplicate = duplicate, Rejected = rejected, Rejections = rejections ?? (IReadOnlyList<RowRejection>)[] };
    }

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

    /// <summary>The first reason for which a transaction could not write these rows, or null.</summary>
    public string? FindProblem(IReadOnlyList<TRecord> records, IngestMode mode)
    {
        if (options.ReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading only.");
        }

        lock (gate)
        {
            OpenWriter();
            var seen = new HashSet<RowKey>();
            foreach (TRecord record in records)
            {
                if (validator.Check(record) is { } problem)
                {
                    return problem;
                }

                if (mode == IngestMode.Insert)
                {
                    encoder.Encode(record);
                    RowKey key = EncodedRow.ReadKey(encoder.Written, layout, out ReadOnlySpan<byte> instrument);
                    if (!seen.Add(key) || TryFind(key, Name(instrument), record.TimestampNanos, out _))
                    {
                        return AlreadyStored;
                    }
                }
            }

            return null;
        }
    }

    public int ApplyRetention()
    {
        lock (gate)
        {
            JournalWriter journal = OpenWriter();
            int removed = journal.ApplyRetention();
            Forget(journal);
            return removed;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            follower?.Dispose();
            writer?.Dispose();
        }
    }

    /// <summary>Appends the encoded row unless its key forbids; returns the reason to reject it.</summary>
    private string? Put(JournalWriter journal, long time, IngestMode mode, ref long inserted, ref long duplicate)
    {
        RowKey key = EncodedRow.ReadKey(encoder.Written, layout, out ReadOnlySpan<byte> instrumentBytes);
        string instrument = Name(instrumentBytes);
        bool known = TryFind(key, instrument, time, out KeyedPlace old);
        if (known && mode == IngestMode.IgnoreDuplicates)
        {
            duplicate++;
            return null;
        }

        if (known && mode == IngestMode.Insert)
        {
            return AlreadyStored;
        }

        long sequence;
        try
        {
            sequence = journal.Append(encoder.Written, time);
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }

        if (known)
        {
            byInstrument[old.Instrument].Remove(old.Place);
        }

        Index(key, instrument, new TimeIndex.Place(time, sequence, key.Low));
        inserted++;
        return null;
    }

    private bool TryFind(RowKey key, string instrument, long time, out KeyedPlace place)
    {
        if (!layout.Schema.KeyIncludesTime)
        {
            return byKey.TryGetValue(key, out place);
        }

        if (byInstrument.TryGetValue(instrument, out TimeIndex? index) && index.TryFind(time, key.Low, out TimeIndex.Place found))
        {
            place = new KeyedPlace(instrument, found);
            return true;
        }

        place = default;
        return false;
    }

    private void Index(RowKey key, string instrument, TimeIndex.Place place)
    {
        if (!byInstrument.TryGetValue(instrument, out TimeIndex? index))
        {
            byInstrument.Add(instrument, index = new TimeIndex());
        }

        index.Add(place);
        if (!layout.Schema.KeyIncludesTime)
        {
            byKey[key] = new KeyedPlace(instrument, place);
        }
    }

    private string Name(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0)
        {
            return "";
        }

        Span<char> chars = utf8.Length <= 256 ? stackalloc char[256] : new char[utf8.Length];
        int count = Encoding.UTF8.GetChars(utf8, chars);
        return byInstrument.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..count], out string? known, out _) ? known : chars[..count].ToString();
    }

    private JournalWriter OpenWriter()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (writer is null)
        {
            JournalWriter opened = JournalWriter.Open(directory, options.ForSubject(TRecord.Schema.Subject));
            try
            {
                firstSequence = opened.FirstSequence;
                using JournalReader reader = opened.OpenReader();
                Replay(reader);
            }
            catch
            {
                opened.Dispose();
                byInstrument.Clear();
                byKey.Clear();
                throw;
            }

            writer = opened;
        }

        return writer;
    }

    /// <summary>Brings the index up to date; false when nothing was ever stored.</summary>
    private bool Prepare()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (!options.ReadOnly)
            {
                if (writer is null && !Directory.Exists(directory))
                {
                    return false;
                }

                OpenWriter();
                return true;
            }

            if (!Directory.Exists(directory))
            {
                return false;
            }

            follower ??= JournalReader.Open(directory);
            Replay(follower);
            return true;
        }
    }

    private void Replay(JournalReader reader)
    {
        while (reader.TryRead(out JournalRecord record))
        {
            RowKey key = EncodedRow.ReadKey(record.Payload, layout, out ReadOnlySpan<byte> instrumentBytes);
            string instrument = Name(instrumentBytes);
            if (TryFind(key, instrument, record.TimeNanos, out KeyedPlace old))
            {
                byInstrument[old.Instrument].Remove(old.Place);
            }

            Index(key, instrument, new TimeIndex.Place(record.TimeNanos, record.Sequence, key.Low));
        }
    }

    /// <summary>Drops from the index what retention has dropped from the journal.</summary>
    private void Forget(JournalWriter journal)
    {
        long first = journal.FirstSequence;
        if (first == firstSequence)
        {
            return;
        }

        firstSequence = first;
        foreach (TimeIndex index in byInstrument.Values)
        {
            index.RemoveBefore(first);
        }

        foreach ((RowKey key, KeyedPlace place) in byKey.ToList())
        {
            if (place.Place.Sequence < first)
            {
                byKey.Remove(key);
            }
        }
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

    private readonly record struct KeyedPlace(string Instrument, TimeIndex.Place Place);
}
