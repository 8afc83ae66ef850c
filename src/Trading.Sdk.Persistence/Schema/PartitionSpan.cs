namespace Trading.Sdk.Persistence;

/// <summary>What one partition of a subject's table covers.</summary>
public enum PartitionSpan
{
    /// <summary>The table has no partitions.</summary>
    None = 0,

    /// <summary>A day, UTC: for data that comes in masses and goes after weeks.</summary>
    Day = 1,

    /// <summary>A calendar month, UTC: for data that is kept for years, which would make too many daily partitions.</summary>
    Month = 2,
}
