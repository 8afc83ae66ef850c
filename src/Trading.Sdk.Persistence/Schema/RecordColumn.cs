namespace Trading.Sdk.Persistence;

/// <summary>A column of a subject.</summary>
/// <param name="Name">Name in files and queries; lower case with underscores.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNullable">True when the value may be absent.</param>
/// <param name="LengthMax">Longest text in characters; 0 for no text.</param>
/// <param name="IsOptional">True when a file may leave the column out, which then is 0.</param>
/// <param name="IsVerbatim">True for JSON that is stored to the letter, because a hash is taken of it.</param>
/// <param name="Values">The texts that are allowed; null for any.</param>
public sealed record RecordColumn(string Name, ColumnKind Kind, bool IsNullable = false, int LengthMax = 0, bool IsOptional = false, bool IsVerbatim = false, IReadOnlyList<string>? Values = null)
{
    /// <summary>Name of the column in a database table.</summary>
    public string DatabaseName => Kind == ColumnKind.Time ? "timestamp_ns" : Name;
}
