namespace Trading.Sdk.Persistence;

/// <summary>One figure of a training curve. Subject <c>training-metrics</c>.</summary>
public sealed record TrainingMetricRecord : IStoredRecord<TrainingMetricRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "training-metrics",
        DatabaseSchema = "ai_trading",
        Table = "training_metrics",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("session_id", ColumnKind.Uuid),
            new("name", ColumnKind.Text, LengthMax: 100),
            new("step", ColumnKind.Int64),
            new("value", ColumnKind.Double),
        ],
        KeyColumns = ["session_id", "name", "step"],
    };

    /// <summary>Time of the figure, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The training session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Name of the figure.</summary>
    public required string Name { get; init; }

    /// <summary>Step of the training.</summary>
    public required long Step { get; init; }

    /// <summary>Value.</summary>
    public required double Value { get; init; }

    string? IStoredRecord<TrainingMetricRecord>.Instrument => null;

    /// <inheritdoc/>
    public static TrainingMetricRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new TrainingMetricRecord
        {
            TimestampNanos = reader.Time(),
            SessionId = reader.Uuid(),
            Name = reader.Text(),
            Step = reader.Int64(),
            Value = reader.Double(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(TimestampNanos);
        writer.Uuid(SessionId);
        writer.Text(Name);
        writer.Int64(Step);
        writer.Double(Value);
    }
}
