namespace Trading.Sdk.Persistence;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>Nanoseconds since 1970-01-01 UTC; in a database <c>timestamp_ns bigint</c> with a <c>timestamptz</c> derived from it.</summary>
    Time = 0,

    /// <summary>A 64-bit integer.</summary>
    Int64 = 1,

    /// <summary>A 32-bit integer.</summary>
    Int32 = 2,

    /// <summary>A finite double.</summary>
    Double = 3,

    /// <summary>An exact decimal.</summary>
    Decimal = 4,

    /// <summary>Text without NUL, of limited length.</summary>
    Text = 5,

    /// <summary>A GUID.</summary>
    Uuid = 6,

    /// <summary>A JSON document as text.</summary>
    Json = 7,

    /// <summary>True or false.</summary>
    Boolean = 8,

    /// <summary>Packed book levels.</summary>
    Levels = 9,

    /// <summary>A vector of doubles; NaN stands for an absent value.</summary>
    Doubles = 10,
}
