using System.Buffers.Binary;
using System.Text.Json;
using Trading.Sdk.Journal;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Patterns that live here and are copied to a Chroma collection. Every change is in a journal on disk before the call
/// returns, and searches use the mirror in memory, so that neither writing nor searching ever waits for the server;
/// <see cref="RunAsync"/> sends the journal on as the server takes it. Opening the folder restores mirror and outbox.
/// </summary>
/// <remarks>The journal holds every change ever made; delete the folder to begin anew.</remarks>
public sealed class ChromaPatternStore : IDisposable
{
    private const byte UpsertRecord = 1;
    private const byte RemoveRecord = 2;

    private readonly Lock _writer = new();
    private readonly ChromaClient _client;
    private readonly string _collectionName;
    private readonly ChromaSpace _space;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly JournalWriter _journal;
    private readonly IVectorIndex _mirror;
    private readonly MetadataTable _metadata = new();
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly List<ChromaRecord?> _records = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ChromaCollection? _collection;
    private long _sent;

    private ChromaPatternStore(string folder, ChromaClient client, string collection, int dimension, ChromaSpace space, TimeProvider time)
    {
        _folder = folder;
        _client = client;
        _collectionName = collection;
        _space = space;
        _time = time;
        _journal = JournalWriter.Open(Path.Combine(folder, "outbox"), new JournalOptions { Fsync = FsyncPolicy.Interval, Preallocate = false, SegmentBytes = 16 << 20, TimeProvider = time });
        VectorMetric metric = space switch { ChromaSpace.L2 => VectorMetric.SquaredL2, ChromaSpace.Cosine => VectorMetric.Cosine, _ => VectorMetric.InnerProduct };
        _mirror = new HnswIndex(dimension, metric);
    }

    /// <summary>Records in the mirror.</summary>
    public long Count => _mirror.Count;

    /// <summary>Changes that the server has not confirmed yet.</summary>
    public long PendingChanges => _journal.NextSequence - Volatile.Read(ref _sent);

    /// <summary>Why the last attempt to send failed; null after one that succeeded.</summary>
    public Exception? LastSendError { get; private set; }

    /// <summary>Opens a folder, or begins one.</summary>
    /// <param name="folder">Where the journal is kept; made when it is not there.</param>
    /// <param name="client">The server.</param>
    /// <param name="collection">Name of the collection; made at the server when first sent to.</param>
    /// <param name="dimension">Components of every vector.</param>
    /// <param name="space">How vectors are compared, here and there.</param>
    /// <param name="time">The clock of waits; null takes the system's.</param>
    /// <exception cref="IndexFormatException">The journal holds something else.</exception>
    public static ChromaPatternStore Open(string folder, ChromaClient client, string collection, int dimension, ChromaSpace space = ChromaSpace.L2, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(collection);
        VectorArguments.CheckDimension(dimension);
        Directory.CreateDirectory(folder);
        var store = new ChromaPatternStore(folder, client, collection, dimension, space, time ?? TimeProvider.System);
        try
        {
            store.Restore();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record or replaces the one of the same id, here at once and at the server when it is reached.</summary>
    /// <returns>When the change is on disk.</returns>
    /// <exception cref="ArgumentException">The vector does not fit, or a metadata field changes its type.</exception>
    public async Task UpsertAsync(ChromaRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(record.Id, nameof(record));
        long sequence;
        lock (_writer)
        {
            Check(record);
            byte[] payload = [UpsertRecord, .. Encode(record)];
            sequence = _journal.Append(payload);
            Apply(record);
        }

        Wake();
        await _journal.WaitDurableAsync(sequence, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a record, here at once and at the server when it is reached.</summary>
    /// <returns>False when it is not there.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        long sequence;
        lock (_writer)
        {
            if (!_rows.TryGetValue(id, out long row) || _records[(int)row] is null)
            {
                return false;
            }

            sequence = _journal.Append([RemoveRecord, .. System.Text.Encoding.UTF8.GetBytes(id)]);
            Drop(row);
        }

        Wake();
        await _journal.WaitDurableAsync(sequence, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The record of an id, or null.</summary>
    public ChromaRecord? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_writer)
        {
            return _rows.TryGetValue(id, out long row) ? _records[(int)row] : null;
        }
    }

    /// <summary>The nearest records of the mirror; the server is not asked. Unlike the server's, a negated comparison is exactly the complement.</summary>
    /// <param name="query">As many components as the collection's.</param>
    /// <param name="count">Hits wanted.</param>
    /// <param name="where">Condition on metadata; null for none.</param>
    public IReadOnlyList<(ChromaRecord Record, double Distance)> Search(ReadOnlySpan<float> query, int count, MetadataFilter? where = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Neighbor[] hits = new Neighbor[count];
        IdFilter? filter = where is null ? null : _metadata.Select(where);
        int found = _mirror.Search(query, hits, new SearchParameters { Filter = filter }).Count;
        var results = new List<(ChromaRecord, double)>(found);
        double offset = _space == ChromaSpace.InnerProduct ? 1 : 0;
        lock (_writer)
        {
            for (int i = 0; i < found; i++)
            {
                if (_records[(int)hits[i].Id] is { } record)
                {
                    results.Add((record, hits[i].Distance + offset));
                }
            }
        }

        return results;
    }

    /// <summary>Sends all pending changes once.</summary>
    /// <returns>Changes sent.</returns>
    /// <exception cref="ChromaException">The server refused; what was confirmed before stays confirmed.</exception>
    /// <exception cref="HttpRequestException">The server was not reached.</exception>
    public async Task<long> SendPendingAsync(CancellationToken cancellationToken = default)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long start = _sent;
            _journal.Flush();
            while (_sent < _journal.NextSequence)
            {
                (List<ChromaRecord> upserts, List<string> removals, long end) = NextBatch();
                _collection ??= await _client.GetOrCreateCollectionAsync(_collectionName, _space, cancellationToken: cancellationToken).ConfigureAwait(false);
                await _client.UpsertAsync(_collection, upserts, cancellationToken).ConfigureAwait(false);
                await _client.DeleteAsync(_collection, removals, cancellationToken).ConfigureAwait(false);
                Confirm(end);
            }

            LastSendError = null;
            return _sent - start;
        }
        catch (Exception e) when (e is ChromaException or HttpRequestException or TimeoutException)
        {
            LastSendError = e;

            // A collection deleted behind our back is made again at the next attempt.
            _collection = null;
            throw;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends changes as they come until cancelled; during an outage it tries again, at most every half minute.</summary>
    /// <exception cref="ChromaException">The server refuses what is sent, and will go on doing so.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = TimeSpan.FromMilliseconds(100);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SendPendingAsync(cancellationToken).ConfigureAwait(false);
                wait = TimeSpan.FromMilliseconds(100);
                await _wake.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or ChromaException { IsTransient: true })
            {
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, TimeSpan.FromSeconds(30).Ticks));
            }
        }
    }

    /// <summary>Closes the journal. Changes not sent are sent after the next opening.</summary>
    public void Dispose()
    {
        _journal.Dispose();
        (_mirror as IDisposable)?.Dispose();
        _metadata.Dispose();
        _wake.Dispose();
        _sending.Dispose();
    }

    private void Wake()
    {
        lock (_writer)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private void Restore()
    {
        string position = Path.Combine(_folder, "sent");
        if (File.Exists(position))
        {
            byte[] bytes = File.ReadAllBytes(position);
            _sent = bytes.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : -1;
            if (_sent < 0 || _sent > _journal.NextSequence)
            {
                throw new IndexFormatException(position, 0, $"{_sent} changes sent of {_journal.NextSequence}");
            }
        }

        if (_journal.NextSequence == 0)
        {
            return;
        }

        using JournalReader reader = JournalReader.Open(Path.Combine(_folder, "outbox"), 0);
        while (reader.TryRead(out JournalRecord entry))
        {
            if (entry.Payload[0] == UpsertRecord)
            {
                ChromaRecord record = Decode(entry.Payload[1..], entry.Sequence);
                Check(record);
                Apply(record);
            }
            else if (_rows.TryGetValue(System.Text.Encoding.UTF8.GetString(entry.Payload[1..]), out long row))
            {
                Drop(row);
            }
        }
    }

    /// <summary>The next changes with only the last one of each id.</summary>
    private (List<ChromaRecord> Upserts, List<string> Removals, long End) NextBatch()
    {
        var last = new Dictionary<string, ChromaRecord?>(StringComparer.Ordinal);
        long end = _sent;
        using JournalReader reader = JournalReader.Open(Path.Combine(_folder, "outbox"), _sent);
        while (last.Count < 2_000 && reader.TryRead(out JournalRecord entry))
        {
            end = entry.Sequence + 1;
            if (entry.Payload[0] == UpsertRecord)
            {
                ChromaRecord record = Decode(entry.Payload[1..], entry.Sequence);
                last[record.Id] = record;
            }
            else
            {
                last[System.Text.Encoding.UTF8.GetString(entry.Payload[1..])] = null;
            }
        }

        return ([.. last.Values.OfType<ChromaRecord>()], [.. last.Where(l => l.Value is null).Select(l => l.Key)], end);
    }

    private void Confirm(long sent)
    {
        using var writer = new FormatWriter(Path.Combine(_folder, "sent"));
        writer.Int64(sent);
        writer.Complete();
        Volatile.Write(ref _sent, sent);
    }

    private void Check(ChromaRecord record)
    {
        if (record.Embedding.Length != _mirror.Dimension || record.Embedding.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException($"The vector of '{record.Id}' is not {_mirror.Dimension} finite components.", nameof(record));
        }

        IReadOnlyDictionary<string, MetadataType> fields = _metadata.Fields;
        foreach ((string field, MetadataValue value) in record.Metadata ?? new Dictionary<string, MetadataValue>(StringComparer.Ordinal))
        {
            if (fields.TryGetValue(field, out MetadataType type) && type != value.Type && !(type == MetadataType.Number && value.Type == MetadataType.Integer))
            {
                throw new ArgumentException($"Field '{field}' holds {type}; '{value}' is {value.Type}.", nameof(record));
            }
        }
    }

    private void Apply(ChromaRecord record)
    {
        if (!_rows.TryGetValue(record.Id, out long row))
        {
            row = _records.Count;
            _rows.Add(record.Id, row);
            _records.Add(null);
        }

        (string, MetadataValue)[] values = (record.Metadata ?? new Dictionary<string, MetadataValue>(StringComparer.Ordinal)).Select(m => (m.Key, m.Value)).ToArray();
        IReadOnlyDictionary<string, MetadataType> fields = _metadata.Fields;
        foreach ((string field, MetadataValue value) in values)
        {
            if (!fields.ContainsKey(field))
            {
                _metadata.AddField(field, value.Type);
            }
        }

        _records[(int)row] = record;
        _metadata.Set(row, values);
        _mirror.Upsert(row, record.Embedding);
    }

    private void Drop(long row)
    {
        _mirror.Remove(row);
        _metadata.Remove(row);
        _records[(int)row] = null;
    }

    private static byte[] Encode(ChromaRecord record)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", record.Id);
            json.WriteBase64String("embedding", System.Runtime.InteropServices.MemoryMarshal.AsBytes(record.Embedding.AsSpan()));
            json.WriteString("document", record.Document);
            json.WriteStartObject("metadata");
            foreach ((string field, MetadataValue value) in record.Metadata ?? new Dictionary<string, MetadataValue>(StringComparer.Ordinal))
            {
                json.WritePropertyName(field);
                ChromaWhere.WriteValue(json, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private ChromaRecord Decode(ReadOnlySpan<byte> payload, long sequence)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload.ToArray());
            byte[] embedding = json.RootElement.GetProperty("embedding").GetBytesFromBase64();
            var metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
            foreach (JsonProperty field in json.RootElement.GetProperty("metadata").EnumerateObject())
            {
                metadata[field.Name] = field.Value.ValueKind switch
                {
                    JsonValueKind.String => field.Value.GetString()!,
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => field.Value.TryGetInt64(out long whole) && !field.Value.GetRawText().Contains('.', StringComparison.Ordinal) ? (MetadataValue)whole : field.Value.GetDouble(),
                };
            }

            return new ChromaRecord(
                json.RootElement.GetProperty("id").GetString()!,
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(embedding).ToArray(),
                metadata,
                json.RootElement.GetProperty("document").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IndexFormatException(Path.Combine(_folder, "outbox"), sequence, "the change is no record: " + e.Message, e);
        }
    }
}
