namespace Trading.Sdk.Persistence;

/// <summary>A row of a subject that knows how to write itself to, and read itself from, any store.</summary>
/// <typeparam name="TSelf">The row's own type.</typeparam>
public interface IStoredRecord<TSelf>
    where TSelf : class, IStoredRecord<TSelf>
{
    /// <summary>The subject's shape.</summary>
    static abstract RecordSchema Schema { get; }

    /// <summary>Time of the row, nanoseconds since 1970-01-01 UTC.</summary>
    long TimestampNanos { get; }

    /// <summary>The instrument of the row, or null.</summary>
    string? Instrument { get; }

    /// <summary>Reads a row: one field for each column, in the schema's order.</summary>
    /// <param name="reader">Stands in front of the row's first field.</param>
    static abstract TSelf Read(IFieldReader reader);

    /// <summary>Writes the row: one field for each column, in the schema's order.</summary>
    /// <param name="writer">Takes the fields.</param>
    void Write(IFieldWriter writer);
}
