namespace Trading.Sdk.PatternIndex;

/// <summary>The records of a collection in memory, with their index and metadata. Changes come one at a time; searches may run beside them.</summary>
internal sealed class ChromaMirror(int dimension, ChromaSpace space) : IDisposable
{
    private readonly HnswIndex _index = new(dimension, space switch { ChromaSpace.L2 => VectorMetric.SquaredL2, ChromaSpace.Cosine => VectorMetric.Cosine, _ => VectorMetric.InnerProduct });
    private readonly MetadataTable _metadata = new();
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly List<ChromaRecord?> _records = [];

    public long Count => _index.Count;

    /// <summary>All records there are.</summary>
    public ChromaRecord[] Records() => [.. _records.OfType<ChromaRecord>()];

    public ChromaRecord? Find(string id) => _rows.TryGetValue(id, out long row) ? _records[(int)row] : null;

    /// <summary>Rows and distances of the nearest records.</summary>
    public ReadOnlySpan<Neighbor> Search(ReadOnlySpan<float> query, int count, MetadataFilter? where)
    {
        Neighbor[] hits = new Neighbor[count];
        IdFilter? filter = where is null ? null : _metadata.Select(where);
        return hits.AsSpan(0, _index.Search(query, hits, new SearchParameters { Filter = filter }).Count);
    }

    /// <summary>The record of a row, or null when it has gone since.</summary>
    public ChromaRecord? At(long row) => _records[(int)row];

    /// <summary>Refuses what could not be applied.</summary>
    public void Check(ChromaRecord record)
    {
        if (record.Embedding.Length != _index.Dimension || record.Embedding.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException($"The vector of '{record.Id}' is not {_index.Dimension} finite components.", nameof(record));
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

    /// <summary>Takes a checked record in, or puts it in the place of the one of its id.</summary>
    public void Apply(ChromaRecord record)
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
        _index.Upsert(row, record.Embedding);
    }

    /// <summary>Takes a record out; false when it is not there.</summary>
    public bool Drop(string id)
    {
        if (!_rows.TryGetValue(id, out long row) || _records[(int)row] is null)
        {
            return false;
        }

        _index.Remove(row);
        _metadata.Remove(row);
        _records[(int)row] = null;
        return true;
    }

    public void Dispose()
    {
        _index.Dispose();
        _metadata.Dispose();
    }
}
