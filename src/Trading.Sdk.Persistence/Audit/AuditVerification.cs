namespace Trading.Sdk.Persistence;

/// <summary>What verifying the trail found.</summary>
public sealed record AuditVerification
{
    /// <summary>True when every row, every seal and the given head agree.</summary>
    public bool IsIntact => Problem is null;

    /// <summary>Rows looked at, the bad one included.</summary>
    public required long Rows { get; init; }

    /// <summary>Sequence of the first bad row (for a missing row: the one that is missing), or null.</summary>
    public long? FirstBadSequence { get; init; }

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>The head computed from the rows; null when a row is bad.</summary>
    public AuditHead? Head { get; init; }
}
