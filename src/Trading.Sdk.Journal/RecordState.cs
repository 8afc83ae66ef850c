namespace Trading.Sdk.Journal;

internal enum RecordState
{
    Valid,

    /// <summary>A length of 0: nothing was written here.</summary>
    End,

    /// <summary>The record claims more bytes than there are.</summary>
    Incomplete,

    /// <summary>Length, sequence or checksum are not those of the record that belongs here.</summary>
    Bad,
}
