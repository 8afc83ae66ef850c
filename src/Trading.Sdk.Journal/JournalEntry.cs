namespace Trading.Sdk.Journal;

/// <summary>A verified record that owns its payload.</summary>
/// <param name="Sequence">Position in the journal, counted from 0 without gaps.</param>
/// <param name="TimeNanos">Time given on append, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Payload">The bytes given on append.</param>
public readonly record struct JournalEntry(long Sequence, long TimeNanos, ReadOnlyMemory<byte> Payload);
