using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Trading.Sdk.Journal;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The changes of a store on disk: a journal, the number of changes that the server has confirmed (file <c>sent</c>), and
/// once the journal has grown long a folder <c>mirror-N</c> with all records as they were after N changes, so that the
/// confirmed part of the journal before N can go.
/// </summary>
/// <remarks>
/// Every step leaves a folder that opens: a mirror is written under another name and renamed when it is whole and on disk,
/// and only then older mirrors and segments are removed.
/// </remarks>
internal sealed class ChromaOutbox : IDisposable
{
    private const byte UpsertRecord = 1, RemoveRecord = 2, EndRecord = 3;
    private const int BatchChanges = 2_000;
    private const string MirrorPrefix = "mirror-", Unfinished = ".tmp";

    private readonly Lock _compacting = new();
    private readonly string _folder, _log, _position;
    private readonly TimeProvider _time;
    private readonly JournalWriter _journal;
    private readonly long _compactAfterBytes;
    private long _sent;
    private long _compactAt;

    public ChromaOutbox(string folder, TimeProvider time, long compactAfterBytes)
    {
        _folder = folder;
        _log = Path.Combine(folder, "outbox");
        _position = Path.Combine(folder, "sent");
        _time = time;
        _compactAfterBytes = compactAfterBytes;
        _journal = Open(_log);
        _compactAt = compactAfterBytes;
    }

    /// <summary>Changes ever made.</summary>
    public long Changes => _journal.NextSequence;

    /// <summary>Changes that the server has confirmed.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Whether the journal has grown so long that it should be compacted.</summary>
    public bool IsLong => _journal.TotalBytes >= Volatile.Read(ref _compactAt);

    public long AppendUpsert(ChromaRecord record) => _journal.Append([UpsertRecord, .. ChromaRecordCodec.Encode(record)]);

    public long AppendRemoval(string id) => _journal.Append([RemoveRecord, .. Encoding.UTF8.GetBytes(id)]);

    public ValueTask WaitDurableAsync(long sequence, CancellationToken cancellationToken) => _journal.WaitDurableAsync(sequence, cancellationToken);

    /// <summary>Plays all there is: the newest mirror, then the changes since.</summary>
    /// <exception cref="IndexFormatException">Something is not what a store writes.</exception>
    public void Replay(Action<ChromaRecord> upsert, Action<string> remove)
    {
        foreach (string unfinished in Directory.EnumerateDirectories(_folder, MirrorPrefix + "*" + Unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        string? mirror = Directory.EnumerateDirectories(_folder, MirrorPrefix + "*").Max(StringComparer.Ordinal);
        long from = 0;
        if (mirror is not null)
        {
            from = long.TryParse(Path.GetFileName(mirror)[MirrorPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= _journal.NextSequence
                ? number
                : throw new IndexFormatException(mirror, 0, $"the name of a mirror ends with the changes it holds, of which there were {_journal.NextSequence}");
            ReplayMirror(mirror, upsert);
            _compactAt = Math.Max(_compactAfterBytes, 2 * BytesOf(mirror));
        }

        ReadPosition();
        if (from < _journal.FirstSequence)
        {
            throw new IndexFormatException(_log, 0, $"the changes {from} … {_journal.FirstSequence - 1} are in neither mirror nor journal");
        }

        if (from < _journal.NextSequence)
        {
            using JournalReader reader = JournalReader.Open(_log, from);
            while (reader.TryRead(out JournalRecord entry))
            {
                Decode(entry, _log, upsert, remove);
            }
        }
    }

    /// <summary>The next changes to send, with only the last one of each id, and the number of the change after them.</summary>
    public (List<ChromaRecord> Upserts, List<string> Removals, long End) NextBatch()
    {
        _journal.Flush();
        var last = new Dictionary<string, ChromaRecord?>(StringComparer.Ordinal);
        long end = _sent;
        using JournalReader reader = JournalReader.Open(_log, _sent);
        while (last.Count < BatchChanges && reader.TryRead(out JournalRecord entry))
        {
            end = entry.Sequence + 1;
            Decode(entry, _log, record => last[record.Id] = record, id => last[id] = null);
        }

        return ([.. last.Values.OfType<ChromaRecord>()], [.. last.Where(l => l.Value is null).Select(l => l.Key)], end);
    }

    /// <summary>Notes on disk that the server has all changes before a number.</summary>
    public void Confirm(long sent)
    {
        using var writer = new FormatWriter(_position);
        writer.Int64(sent);
        writer.Complete();
        Volatile.Write(ref _sent, sent);
    }

    /// <summary>Writes a mirror and removes what of the journal is in it and confirmed.</summary>
    /// <param name="records">All records after so many changes.</param>
    /// <param name="changes">The number of changes.</param>
    public void Compact(IReadOnlyList<ChromaRecord> records, long changes)
    {
        lock (_compacting)
        {
            // A mirror never knows changes that a power cut could still take from the journal.
            _journal.Sync();
            string mirror = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{MirrorPrefix}{changes:D20}"));
            if (!Directory.Exists(mirror))
            {
                WriteMirror(mirror + Unfinished, records);
                Directory.Move(mirror + Unfinished, mirror);
            }

            foreach (string old in Directory.EnumerateDirectories(_folder, MirrorPrefix + "*").Where(m => string.CompareOrdinal(Path.GetFileName(m), Path.GetFileName(mirror)) < 0))
            {
                Directory.Delete(old, recursive: true);
            }

            _journal.Roll();
            _journal.RemoveBefore(Math.Min(changes, Sent));

            // What is left was looked at once; only as much again makes another look worth its cost.
            Volatile.Write(ref _compactAt, Math.Max(_compactAfterBytes, 2 * (_journal.TotalBytes + BytesOf(mirror))));
        }
    }

    public void Dispose() => _journal.Dispose();

    private JournalWriter Open(string folder) =>
        JournalWriter.Open(folder, new JournalOptions { Fsync = FsyncPolicy.Interval, Preallocate = false, SegmentBytes = 16 << 20, TimeProvider = _time });

    private static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);

    private void WriteMirror(string folder, IReadOnlyList<ChromaRecord> records)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        using JournalWriter writer = Open(folder);
        foreach (ChromaRecord record in records)
        {
            writer.Append([UpsertRecord, .. ChromaRecordCodec.Encode(record)]);
        }

        // Tells a whole mirror from one whose end was lost.
        Span<byte> end = stackalloc byte[9];
        end[0] = EndRecord;
        BinaryPrimitives.WriteInt64LittleEndian(end[1..], records.Count);
        writer.Append(end);
        writer.Sync();
    }

    private static void ReplayMirror(string folder, Action<ChromaRecord> upsert)
    {
        long count = 0, stated = -1;
        try
        {
            using JournalReader reader = JournalReader.Open(folder, 0);
            while (reader.TryRead(out JournalRecord entry))
            {
                if (stated < 0 && entry.Payload is [EndRecord, ..] && entry.Payload.Length == 9)
                {
                    stated = BinaryPrimitives.ReadInt64LittleEndian(entry.Payload[1..]);
                    continue;
                }

                count++;
                Decode(entry, folder, upsert, id => throw new IndexFormatException(folder, 0, $"a mirror removes '{id}'"));
            }
        }
        catch (JournalException e)
        {
            throw new IndexFormatException(folder, 0, "the mirror cannot be read: " + e.Message, e);
        }

        if (count != stated)
        {
            throw new IndexFormatException(folder, 0, stated < 0 ? $"the mirror ends after {count} records without its end" : $"the mirror has {count} records and states {stated}");
        }
    }

    private static void Decode(JournalRecord entry, string file, Action<ChromaRecord> upsert, Action<string> remove)
    {
        switch (entry.Payload)
        {
            case [UpsertRecord, .. ReadOnlySpan<byte> record]:
                upsert(ChromaRecordCodec.Decode(record, file, entry.Sequence));
                break;
            case [RemoveRecord, .. ReadOnlySpan<byte> id]:
                remove(Encoding.UTF8.GetString(id));
                break;
            default:
                throw new IndexFormatException(file, entry.Sequence, $"change {entry.Sequence} of {entry.Payload.Length} bytes is neither a record nor a removal");
        }
    }

    private void ReadPosition()
    {
        if (File.Exists(_position))
        {
            byte[] bytes = File.ReadAllBytes(_position);
            _sent = bytes.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : -1;
        }

        if (_sent < _journal.FirstSequence || _sent > _journal.NextSequence)
        {
            throw new IndexFormatException(_position, 0, $"{_sent} changes sent; the journal holds {_journal.FirstSequence} … {_journal.NextSequence - 1}");
        }
    }
}
