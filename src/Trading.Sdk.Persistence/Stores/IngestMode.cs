namespace Trading.Sdk.Persistence;

/// <summary>What writing does with a row whose key is already stored.</summary>
public enum IngestMode
{
    /// <summary>The caller promises new rows, the fast way; a row that is there already is rejected.</summary>
    Insert = 0,

    /// <summary>The stored row stays: replays are idempotent.</summary>
    IgnoreDuplicates = 1,

    /// <summary>The new row replaces the stored one.</summary>
    Overwrite = 2,
}
