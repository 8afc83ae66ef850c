namespace Trading.Sdk.Persistence;

/// <summary>Which columns of a subject make its key and name its instrument.</summary>
internal sealed class RowLayout
{
    public RowLayout(RecordSchema schema)
    {
        Schema = schema;
        IsKey = new bool[schema.Columns.Count];
        foreach (string column in schema.KeyColumns)
        {
            IsKey[schema.IndexOf(column)] = true;
        }

        InstrumentIndex = schema.InstrumentColumn is null ? -1 : schema.IndexOf(schema.InstrumentColumn);
        ColumnsNeeded = Math.Max(Array.LastIndexOf(IsKey, true), InstrumentIndex) + 1;
    }

    public RecordSchema Schema { get; }

    public bool[] IsKey { get; }

    public int InstrumentIndex { get; }

    /// <summary>Columns to walk until key and instrument are known.</summary>
    public int ColumnsNeeded { get; }
}
