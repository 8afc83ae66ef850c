namespace Trading.Sdk.Persistence;

/// <summary>Which rows of the trail to read, in the order of the trail; all conditions must hold.</summary>
public sealed record AuditQuery
{
    /// <summary>All rows.</summary>
    public static AuditQuery All { get; } = new();

    /// <summary>From this time on, nanoseconds since 1970-01-01 UTC.</summary>
    public long? FromNanos { get; init; }

    /// <summary>Before this time, nanoseconds since 1970-01-01 UTC.</summary>
    public long? ToNanos { get; init; }

    /// <summary>Exactly this action.</summary>
    public string? Action { get; init; }

    /// <summary>Exactly this user.</summary>
    public string? UserId { get; init; }

    /// <summary>Exactly this model.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>Exactly this signal.</summary>
    public Guid? SignalId { get; init; }

    /// <summary>Only rows that carry compliance flags. Default false.</summary>
    public bool FlaggedOnly { get; init; }

    /// <summary>True when a row meets all conditions.</summary>
    /// <param name="entry">The row's entry.</param>
    public bool Matches(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (FromNanos is not { } from || entry.TimestampNanos >= from)
            && (ToNanos is not { } to || entry.TimestampNanos < to)
            && (Action is null || entry.Action == Action)
            && (UserId is null || entry.UserId == UserId)
            && (ModelId is null || entry.ModelId == ModelId)
            && (SignalId is null || entry.SignalId == SignalId)
            && (!FlaggedOnly || entry.ComplianceFlags is not null);
    }
}
