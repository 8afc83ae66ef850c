using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Trading.Sdk.Journal;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// An index in a folder: a snapshot (<see cref="IndexContainer"/>) and a journal of the changes since. A change is in the
/// journal, by its durability, before it is in the index and before the call returns; opening the folder gives the snapshot
/// with the journal played over it. One process at a time.
/// </summary>
public sealed class DurableIndex : IVectorIndex, IDisposable
{
    private const byte PutRecord = 1;
    private const byte RemoveRecord = 2;
    private const string SnapshotPrefix = "snapshot-";

    private readonly Lock _writer = new();
    private readonly string _folder;
    private readonly DurableIndexOptions _options;
    private readonly IVectorIndex _index;
    private readonly JournalWriter _journal;
    private readonly byte[] _record;
    private long _sinceSnapshot;

    private DurableIndex(string folder, DurableIndexOptions options, IVectorIndex index, JournalWriter journal)
    {
        _folder = folder;
        _options = options;
        _index = index;
        _journal = journal;
        _record = new byte[9 + (4 * index.Dimension)];
    }

    /// <inheritdoc/>
    public int Dimension => _index.Dimension;

    /// <inheritdoc/>
    public VectorMetric Metric => _index.Metric;

    /// <inheritdoc/>
    public long Count => _index.Count;

    /// <inheritdoc/>
    public long MemoryBytes => _index.MemoryBytes;

    /// <summary>Opens a folder, or begins one with an empty index.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="create">Makes the empty index (<see cref="FlatIndex"/> or <see cref="HnswIndex"/>, always the same) when there is no snapshot yet.</param>
    /// <param name="options">How it writes; null takes the defaults.</param>
    /// <exception cref="IndexFormatException">The snapshot is damaged or does not fit the journal.</exception>
    /// <exception cref="JournalException">The journal is damaged, or another process has it open.</exception>
    public static DurableIndex Open(string folder, Func<IVectorIndex> create, DurableIndexOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(create);
        options ??= new DurableIndexOptions();
        options.Validate();
        Directory.CreateDirectory(folder);
        string log = Path.Combine(folder, "journal");
        JournalWriter journal = JournalWriter.Open(log, new JournalOptions { Fsync = options.Fsync, Preallocate = false, SegmentBytes = 16 << 20 });
        try
        {
            RemoveUnfinished(folder);
            (string? snapshot, long from) = Newest(folder);
            IVectorIndex index = snapshot is null ? create() : IndexContainer.Load(snapshot);
            if (index is not (FlatIndex or HnswIndex))
            {
                throw new ArgumentException($"A durable index is flat or a graph, not {index.GetType().Name}.", nameof(create));
            }

            if (from > journal.NextSequence)
            {
                throw new IndexFormatException(snapshot!, 0, $"the snapshot knows {from} changes, the journal {journal.NextSequence}");
            }

            var durable = new DurableIndex(folder, options, index, journal);
            durable.Replay(log, from);
            return durable;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Add(long id, ReadOnlySpan<float> vector)
    {
        lock (_writer)
        {
            VectorArguments.CheckId(id);
            if (_index.Contains(id))
            {
                throw new ArgumentException($"Id {id} is held already.", nameof(id));
            }

            Put(id, vector);
        }

        SnapshotWhenLong();
    }

    /// <inheritdoc/>
    public bool Upsert(long id, ReadOnlySpan<float> vector)
    {
        bool held;
        lock (_writer)
        {
            VectorArguments.CheckId(id);
            held = _index.Contains(id);
            Put(id, vector);
        }

        SnapshotWhenLong();
        return held;
    }

    /// <summary>Adds or replaces many vectors that become durable together: one wait for the disk, not one a vector.</summary>
    /// <param name="ids">One id a row, 0 or greater; of an id given twice the last row stays.</param>
    /// <param name="vectors">Row-major, one vector a row.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, an id is negative, or a component is not finite; nothing is changed then.</exception>
    /// <remarks>A crash before the call returns may leave the first rows changed and the others not.</remarks>
    public void UpsertBatch(ReadOnlySpan<long> ids, ReadOnlySpan<float> vectors)
    {
        if ((long)ids.Length * Dimension != vectors.Length)
        {
            throw new ArgumentException($"{vectors.Length} components are not {ids.Length} rows of {Dimension}.", nameof(vectors));
        }

        foreach (long id in ids)
        {
            VectorArguments.CheckId(id);
        }

        CheckFinite(vectors, nameof(vectors));
        lock (_writer)
        {
            for (int row = 0; row < ids.Length; row++)
            {
                Append(EncodePut(ids[row], vectors.Slice(row * Dimension, Dimension)));
            }

            Acknowledge();
            for (int row = 0; row < ids.Length; row++)
            {
                _index.Upsert(ids[row], vectors.Slice(row * Dimension, Dimension));
            }
        }

        SnapshotWhenLong();
    }

    /// <inheritdoc/>
    public bool Remove(long id)
    {
        lock (_writer)
        {
            VectorArguments.CheckId(id);
            if (!_index.Contains(id))
            {
                return false;
            }

            _record[0] = RemoveRecord;
            BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(1), id);
            Append(9);
            Acknowledge();
            return _index.Remove(id);
        }
    }

    /// <inheritdoc/>
    public bool Contains(long id) => _index.Contains(id);

    /// <inheritdoc/>
    public bool TryGetVector(long id, Span<float> destination) => _index.TryGetVector(id, destination);

    /// <inheritdoc/>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default) => _index.Search(query, results, parameters);

    /// <inheritdoc/>
    public SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null) =>
        _index.SearchRange(query, maximumDistance, results, filter);

    /// <inheritdoc/>
    public void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default) =>
        _index.SearchBatch(queries, neighborCount, results, outcomes, parameters);

    /// <summary>Writes a snapshot and drops the changes that it holds. Happens by itself by <see cref="DurableIndexOptions.SnapshotAfterBytes"/>. Searches go on.</summary>
    public void TakeSnapshot()
    {
        lock (_writer)
        {
            long sequence = _journal.NextSequence;
            _journal.Sync();
            string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{sequence:D20}.tsx"));
            IndexContainer.Save(_index, path);
            _journal.Roll();
            _journal.RemoveBefore(sequence);
            foreach (string old in Directory.EnumerateFiles(_folder, SnapshotPrefix + "*.tsx"))
            {
                if (!string.Equals(Path.GetFullPath(old), Path.GetFullPath(path), StringComparison.Ordinal))
                {
                    // Still mapped by this process, perhaps: the name goes, the pages stay until the mapping ends.
                    File.Delete(old);
                }
            }

            _sinceSnapshot = 0;
        }
    }

    /// <summary>Forces what is not yet on disk and closes the journal.</summary>
    public void Dispose()
    {
        lock (_writer)
        {
            _journal.Dispose();
            (_index as IDisposable)?.Dispose();
        }
    }

    /// <summary>Snapshots that a killed process was writing. The journal is locked by now: nobody else writes here.</summary>
    private static void RemoveUnfinished(string folder)
    {
        foreach (string unfinished in Directory.EnumerateFiles(folder, SnapshotPrefix + "*.tmp"))
        {
            File.Delete(unfinished);
        }
    }

    private static (string? Path, long Sequence) Newest(string folder)
    {
        string? newest = Directory.EnumerateFiles(folder, SnapshotPrefix + "*.tsx").Max(StringComparer.Ordinal);
        if (newest is null)
        {
            return (null, 0);
        }

        ReadOnlySpan<char> number = Path.GetFileNameWithoutExtension(newest.AsSpan())[SnapshotPrefix.Length..];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            ? (newest, sequence)
            : throw new IndexFormatException(newest, 0, "the name of a snapshot ends with the number of changes it holds");
    }

    private void Put(long id, ReadOnlySpan<float> vector)
    {
        // Refused vectors must not be in the log: the border is asked before.
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} components; the index holds vectors of {Dimension}.", nameof(vector));
        }

        CheckFinite(vector, nameof(vector));
        Append(EncodePut(id, vector));
        Acknowledge();
        _index.Upsert(id, vector);
    }

    private static void CheckFinite(ReadOnlySpan<float> values, string parameter)
    {
        if (values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException("A component is NaN or infinite; vectors must be finite.", parameter);
        }
    }

    private int EncodePut(long id, ReadOnlySpan<float> vector)
    {
        _record[0] = PutRecord;
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(1), id);
        MemoryMarshal.AsBytes(vector).CopyTo(_record.AsSpan(9));
        return _record.Length;
    }

    private void Append(int length)
    {
        _journal.Append(_record.AsSpan(0, length));
        _sinceSnapshot += length;
    }

    private void Acknowledge()
    {
        if (_options.Fsync == FsyncPolicy.Each)
        {
            _journal.Sync();
        }
        else
        {
            // Out of this process at least: what was acknowledged survives its death.
            _journal.Flush();
        }
    }

    private void SnapshotWhenLong()
    {
        if (Volatile.Read(ref _sinceSnapshot) >= _options.SnapshotAfterBytes)
        {
            TakeSnapshot();
        }
    }

    private void Replay(string log, long from)
    {
        if (from >= _journal.NextSequence)
        {
            return;
        }

        using JournalReader reader = JournalReader.Open(log, from);
        while (reader.TryRead(out JournalRecord record))
        {
            ReadOnlySpan<byte> payload = record.Payload;
            long id = payload.Length >= 9 ? BinaryPrimitives.ReadInt64LittleEndian(payload[1..]) : -1;
            _sinceSnapshot += payload.Length;
            if (id >= 0 && payload[0] == PutRecord && payload.Length == _record.Length)
            {
                _index.Upsert(id, MemoryMarshal.Cast<byte, float>(payload[9..]));
            }
            else if (id >= 0 && payload[0] == RemoveRecord && payload.Length == 9)
            {
                _index.Remove(id);
            }
            else
            {
                throw new IndexFormatException(log, record.Sequence, $"change {record.Sequence} of {payload.Length} bytes is none of an index of {Dimension} components");
            }
        }
    }
}
