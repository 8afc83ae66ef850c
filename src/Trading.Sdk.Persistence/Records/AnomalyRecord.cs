namespace Trading.Sdk.Persistence;

/// <summary>Something unusual that a detector saw. Subject <c>anomalies</c>.</summary>
public sealed record AnomalyRecord : IStoredRecord<AnomalyRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "anomalies",
        DatabaseSchema = "ai_trading",
        Table = "anomaly_detections",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("detector", ColumnKind.Text, LengthMax: 100),
            new("score", ColumnKind.Double),
            new("p_value", ColumnKind.Double, IsNullable: true),
            new("severity", ColumnKind.Text, LengthMax: 20),
            new("description", ColumnKind.Text, IsNullable: true, LengthMax: 4096),
            new("details", ColumnKind.Json, IsNullable: true),
            new("is_resolved", ColumnKind.Boolean),
        ],
        KeyColumns = ["id"],
        InstrumentColumn = "symbol",
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time of the anomaly, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>Detector.</summary>
    public required string Detector { get; init; }

    /// <summary>Its score.</summary>
    public required double Score { get; init; }

    /// <summary>p-value against normal data.</summary>
    public double? PValue { get; init; }

    /// <summary>"info", "warning" or "critical".</summary>
    public required string Severity { get; init; }

    /// <summary>In words.</summary>
    public string? Description { get; init; }

    /// <summary>Anything else, as JSON.</summary>
    public string? Details { get; init; }

    /// <summary>True when it has been dealt with.</summary>
    public required bool IsResolved { get; init; }

    string? IStoredRecord<AnomalyRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static AnomalyRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new AnomalyRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Detector = reader.Text(),
            Score = reader.Double(),
            PValue = reader.DoubleOrNull(),
            Severity = reader.Text(),
            Description = reader.TextOrNull(),
            Details = reader.JsonOrNull(),
            IsResolved = reader.Boolean(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Text(Symbol);
        writer.Text(Detector);
        writer.Double(Score);
        writer.Double(PValue);
        writer.Text(Severity);
        writer.Text(Description);
        writer.Json(Details);
        writer.Boolean(IsResolved);
    }
}
