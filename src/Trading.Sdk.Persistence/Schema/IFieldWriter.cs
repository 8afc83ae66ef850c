namespace Trading.Sdk.Persistence;

/// <summary>Takes the fields of a row in the order of its schema: the journal codec, a database import, a file.</summary>
public interface IFieldWriter
{
    /// <summary>A time, nanoseconds since 1970-01-01 UTC.</summary>
    /// <param name="value">The value.</param>
    void Time(long value);

    /// <summary>A 64-bit integer.</summary>
    /// <param name="value">The value.</param>
    void Int64(long value);

    /// <summary>A 64-bit integer that may be absent.</summary>
    /// <param name="value">The value, or null.</param>
    void Int64(long? value);

    /// <summary>A 32-bit integer.</summary>
    /// <param name="value">The value.</param>
    void Int32(int value);

    /// <summary>A 32-bit integer that may be absent.</summary>
    /// <param name="value">The value, or null.</param>
    void Int32(int? value);

    /// <summary>A double.</summary>
    /// <param name="value">The value.</param>
    void Double(double value);

    /// <summary>A double that may be absent.</summary>
    /// <param name="value">The value, or null.</param>
    void Double(double? value);

    /// <summary>A decimal.</summary>
    /// <param name="value">The value.</param>
    void Decimal(decimal value);

    /// <summary>A decimal that may be absent.</summary>
    /// <param name="value">The value, or null.</param>
    void Decimal(decimal? value);

    /// <summary>A text.</summary>
    /// <param name="value">The value; null for an absent one.</param>
    void Text(string? value);

    /// <summary>A GUID.</summary>
    /// <param name="value">The value.</param>
    void Uuid(Guid value);

    /// <summary>A GUID that may be absent.</summary>
    /// <param name="value">The value, or null.</param>
    void Uuid(Guid? value);

    /// <summary>A JSON document.</summary>
    /// <param name="value">The value; null for an absent one.</param>
    void Json(string? value);

    /// <summary>A truth value.</summary>
    /// <param name="value">The value.</param>
    void Boolean(bool value);

    /// <summary>A truth value that may be absent.</summary>
    /// <param name="value">The value, or null.</param>
    void Boolean(bool? value);

    /// <summary>Packed book levels.</summary>
    /// <param name="value">The value.</param>
    void Levels(PackedLevels value);

    /// <summary>A vector of doubles.</summary>
    /// <param name="value">The value.</param>
    void Doubles(ReadOnlyMemory<double> value);
}
