namespace Trading.Sdk.Persistence;

/// <summary>A performance figure of a model. Subject <c>model-performance</c>.</summary>
public sealed record ModelPerformanceRecord : IStoredRecord<ModelPerformanceRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "model-performance",
        DatabaseSchema = "ai_trading",
        Table = "ai_model_performance",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("model_id", ColumnKind.Uuid),
            new("metric", ColumnKind.Text, LengthMax: 100),
            new("value", ColumnKind.Double),
            new("window_ns", ColumnKind.Int64, IsNullable: true),
            new("sample_count", ColumnKind.Int64, IsNullable: true),
            new("symbol", ColumnKind.Text, IsNullable: true, LengthMax: 64),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
        InstrumentColumn = "symbol",
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>End of the measured period, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The model.</summary>
    public required Guid ModelId { get; init; }

    /// <summary>Name: "sharpe", "brier", ….</summary>
    public required string Metric { get; init; }

    /// <summary>Value.</summary>
    public required double Value { get; init; }

    /// <summary>Length of the period in nanoseconds.</summary>
    public long? WindowNanos { get; init; }

    /// <summary>Observations behind it.</summary>
    public long? SampleCount { get; init; }

    /// <summary>The instrument, or null for all.</summary>
    public string? Symbol { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<ModelPerformanceRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static ModelPerformanceRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ModelPerformanceRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            ModelId = reader.Uuid(),
            Metric = reader.Text(),
            Value = reader.Double(),
            WindowNanos = reader.Int64OrNull(),
            SampleCount = reader.Int64OrNull(),
            Symbol = reader.TextOrNull(),
            Metadata = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Uuid(ModelId);
        writer.Text(Metric);
        writer.Double(Value);
        writer.Int64(WindowNanos);
        writer.Int64(SampleCount);
        writer.Text(Symbol);
        writer.Json(Metadata);
    }
}
