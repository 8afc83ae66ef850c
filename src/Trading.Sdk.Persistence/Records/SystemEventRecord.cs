namespace Trading.Sdk.Persistence;

/// <summary>Something the platform did or met. Subject <c>system-events</c>.</summary>
public sealed record SystemEventRecord : IStoredRecord<SystemEventRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "system-events",
        DatabaseSchema = "ai_trading",
        Table = "system_events",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("level", ColumnKind.Text, LengthMax: 20),
            new("component", ColumnKind.Text, LengthMax: 100),
            new("kind", ColumnKind.Text, LengthMax: 100),
            new("message", ColumnKind.Text, LengthMax: 4096),
            new("details", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time of the event, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>"debug", "info", "warning", "error" or "critical".</summary>
    public required string Level { get; init; }

    /// <summary>Which part.</summary>
    public required string Component { get; init; }

    /// <summary>What kind.</summary>
    public required string Kind { get; init; }

    /// <summary>In words.</summary>
    public required string Message { get; init; }

    /// <summary>Anything else, as JSON.</summary>
    public string? Details { get; init; }

    string? IStoredRecord<SystemEventRecord>.Instrument => null;

    /// <inheritdoc/>
    public static SystemEventRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new SystemEventRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Level = reader.Text(),
            Component = reader.Text(),
            Kind = reader.Text(),
            Message = reader.Text(),
            Details = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Text(Level);
        writer.Text(Component);
        writer.Text(Kind);
        writer.Text(Message);
        writer.Json(Details);
    }
}
