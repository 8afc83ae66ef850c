namespace Trading.Sdk.Persistence;

/// <summary>What happened, for the audit trail.</summary>
public sealed record AuditEntry
{
    /// <summary>Identity; an entry whose id is in the trail already is not appended again.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it happened, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>What was done, for example <c>signal.issued</c>; 1 to 100 characters.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it; at most 50 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>The model concerned.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>The signal concerned.</summary>
    public Guid? SignalId { get; init; }

    /// <summary>Details as JSON, kept to the letter.</summary>
    public string? Details { get; init; }

    /// <summary>Compliance flags as JSON, kept to the letter.</summary>
    public string? ComplianceFlags { get; init; }

    /// <summary>Throws when the entry cannot be stored.</summary>
    /// <exception cref="ArgumentException">A text is too long or holds NUL, or JSON is malformed; the message names the field.</exception>
    public void Validate()
    {
        Check(nameof(Action), string.IsNullOrEmpty(Action) ? "is missing" : RecordValidator.CheckText(Action, 100));
        Check(nameof(UserId), UserId is null ? null : RecordValidator.CheckText(UserId, 50));
        Check(nameof(Details), Details is null ? null : RecordValidator.CheckJson(Details));
        Check(nameof(ComplianceFlags), ComplianceFlags is null ? null : RecordValidator.CheckJson(ComplianceFlags));
    }

    private static void Check(string field, string? problem)
    {
        if (problem is not null)
        {
            throw new ArgumentException($"{field} {problem}.", field);
        }
    }
}
