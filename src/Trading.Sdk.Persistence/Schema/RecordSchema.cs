namespace Trading.Sdk.Persistence;

/// <summary>The shape of a subject's rows: one description for the journal, the database and files.</summary>
public sealed class RecordSchema
{
    /// <summary>Name of the subject, for example <c>order-book-metrics</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Database schema of its table.</summary>
    public required string DatabaseSchema { get; init; }

    /// <summary>Its table.</summary>
    public required string Table { get; init; }

    /// <summary>The columns, in the order in which a row writes them.</summary>
    public required IReadOnlyList<RecordColumn> Columns { get; init; }

    /// <summary>Columns that together identify a row: a replay of a row is recognised by them.</summary>
    public required IReadOnlyList<string> KeyColumns { get; init; }

    /// <summary>Column that names the instrument, or null when rows have none.</summary>
    public string? InstrumentColumn { get; init; }

    /// <summary>True when the time is part of the key: such rows are events and not replaced by later ones.</summary>
    public bool KeyIncludesTime { get; init; }

    /// <summary>What one partition of the table covers. Default <see cref="PartitionSpan.None"/>.</summary>
    public PartitionSpan Partitions { get; init; }

    /// <summary>How long a database keeps the rows by default; null for ever.</summary>
    public TimeSpan? DefaultRetention { get; init; }

    /// <summary>Index of a column by name, or −1.</summary>
    /// <param name="name">Name in files and queries.</param>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override string ToString() => Subject;
}
