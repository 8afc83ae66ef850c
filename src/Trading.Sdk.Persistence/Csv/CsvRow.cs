namespace Trading.Sdk.Persistence;

/// <summary>A line of a file: a row, or the reason why it is none.</summary>
/// <param name="Line">Line of the file on which it begins, from 1.</param>
/// <param name="Record">The row, or null.</param>
/// <param name="Error">Why it is no row, or null.</param>
/// <param name="Fields">The fields as they stand in the file.</param>
/// <typeparam name="TRecord">The subject's row type.</typeparam>
public sealed record CsvRow<TRecord>(long Line, TRecord? Record, string? Error, IReadOnlyList<string> Fields)
    where TRecord : class, IStoredRecord<TRecord>;
