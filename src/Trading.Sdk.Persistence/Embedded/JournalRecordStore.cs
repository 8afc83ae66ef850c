using System.Text;
using Trading.Sdk.Journal;

namespace Trading.Sdk.Persistence;

/// <summary>The rows of one subject in a journal of their own, indexed in memory by key, instrument and time.</summary>
internal sealed partial class JournalRecordStore<TRecord> : IRecordStore<TRecord>, IDisposable
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

    private readonly record struct KeyedPlace(string Instrument, TimeIndex.Place Place);
}
