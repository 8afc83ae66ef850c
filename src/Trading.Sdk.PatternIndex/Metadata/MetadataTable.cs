namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Typed fields of the rows 0, 1, 2 … (the ids of an index). Choosing rows by a <see cref="MetadataFilter"/> gives the set of
/// ids that a search takes as its filter. Safe for one writer and many readers at a time.
/// </summary>
public sealed class MetadataTable : IDisposable
{
    /// <summary>The greatest row number.</summary>
    public const long MaximumRow = int.MaxValue - 64;

    private readonly Dictionary<string, MetadataColumn> _columns = new(StringComparer.Ordinal);
    private readonly ReaderWriterLockSlim _lock = new();

    /// <summary>Makes a table with fields.</summary>
    public MetadataTable(params ReadOnlySpan<(string Name, MetadataType Type)> fields)
    {
        foreach ((string name, MetadataType type) in fields)
        {
            AddField(name, type);
        }
    }

    /// <summary>Names and types of the fields.</summary>
    public IReadOnlyDictionary<string, MetadataType> Fields
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return _columns.ToDictionary(c => c.Key, c => c.Value.Type, StringComparer.Ordinal);
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
    }

    internal long RowEnd { get; private set; }

    internal IdBitmap Rows { get; } = new();

    /// <summary>Adds a field; rows held already lack it.</summary>
    /// <exception cref="ArgumentException">A field of that name is there, or the name is empty.</exception>
    public void AddField(string name, MetadataType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _lock.EnterWriteLock();
        try
        {
            if (!_columns.TryAdd(name, new MetadataColumn(name, type)))
            {
                throw new ArgumentException($"Field '{name}' is there already.", nameof(name));
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Sets all fields of a row; fields not named are removed from it.</summary>
    /// <param name="row">0 … <see cref="MaximumRow"/>.</param>
    /// <param name="values">Field and value.</param>
    /// <exception cref="ArgumentException">A field is unknown or holds another type; the row is unchanged then.</exception>
    public void Set(long row, params ReadOnlySpan<(string Field, MetadataValue Value)> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(row, MaximumRow);
        _lock.EnterWriteLock();
        try
        {
            foreach ((string field, MetadataValue value) in values)
            {
                MetadataColumn column = Column(field);
                if (column.Type != value.Type && !(column.Type == MetadataType.Number && value.Type == MetadataType.Integer))
                {
                    throw new ArgumentException($"Field '{field}' holds {column.Type}; the value '{value}' is {value.Type}.", nameof(values));
                }
            }

            foreach (MetadataColumn column in _columns.Values)
            {
                column.Clear(row);
            }

            foreach ((string field, MetadataValue value) in values)
            {
                Column(field).Set(row, value);
            }

            Rows.Add(row);
            RowEnd = Math.Max(RowEnd, row + 1);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Removes a row.</summary>
    public void Remove(long row)
    {
        _lock.EnterWriteLock();
        try
        {
            foreach (MetadataColumn column in _columns.Values)
            {
                column.Clear(row);
            }

            Rows.Remove(row);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>The value of a field, or null when the row lacks it.</summary>
    /// <exception cref="ArgumentException">The field is unknown.</exception>
    public MetadataValue? Get(long row, string field)
    {
        _lock.EnterReadLock();
        try
        {
            return Column(field).Get(row);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The rows that satisfy a condition, as a filter for searches.</summary>
    /// <exception cref="ArgumentException">A field is unknown or compared with a value of another type.</exception>
    public IdBitmap Select(MetadataFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        _lock.EnterReadLock();
        try
        {
            var rows = new IdBitmap(RowEnd);
            filter.Select(this, rows);
            return rows;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock.Dispose();

    internal MetadataColumn Column(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _columns.TryGetValue(field, out MetadataColumn? column)
            ? column
            : throw new ArgumentException($"There is no field '{field}'; the fields are {string.Join(", ", _columns.Keys)}.", nameof(field));
    }
}
