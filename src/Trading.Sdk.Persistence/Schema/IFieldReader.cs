namespace Trading.Sdk.Persistence;

/// <summary>Gives the fields of a row in the order of its schema.</summary>
public interface IFieldReader
{
    /// <summary>A time, nanoseconds since 1970-01-01 UTC.</summary>
    long Time();

    /// <summary>A 64-bit integer.</summary>
    long Int64();

    /// <summary>A 64-bit integer, or null.</summary>
    long? Int64OrNull();

    /// <summary>A 32-bit integer.</summary>
    int Int32();

    /// <summary>A 32-bit integer, or null.</summary>
    int? Int32OrNull();

    /// <summary>A double.</summary>
    double Double();

    /// <summary>A double, or null.</summary>
    double? DoubleOrNull();

    /// <summary>A decimal.</summary>
    decimal Decimal();

    /// <summary>A decimal, or null.</summary>
    decimal? DecimalOrNull();

    /// <summary>A text.</summary>
    string Text();

    /// <summary>A text, or null.</summary>
    string? TextOrNull();

    /// <summary>A GUID.</summary>
    Guid Uuid();

    /// <summary>A GUID, or null.</summary>
    Guid? UuidOrNull();

    /// <summary>A JSON document.</summary>
    string Json();

    /// <summary>A JSON document, or null.</summary>
    string? JsonOrNull();

    /// <summary>A truth value.</summary>
    bool Boolean();

    /// <summary>A truth value, or null.</summary>
    bool? BooleanOrNull();

    /// <summary>Packed book levels.</summary>
    PackedLevels Levels();

    /// <summary>A vector of doubles.</summary>
    ReadOnlyMemory<double> Doubles();
}
