namespace Trading.Sdk.Persistence;

/// <summary>A training run of a model; written again when it ends. Subject <c>training-sessions</c>.</summary>
public sealed record TrainingSessionRecord : IStoredRecord<TrainingSessionRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "training-sessions",
        DatabaseSchema = "ai_trading",
        Table = "ai_training_sessions",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("model_id", ColumnKind.Uuid),
            new("algorithm", ColumnKind.Text, LengthMax: 50),
            new("status", ColumnKind.Text, LengthMax: 30),
            new("ended_ns", ColumnKind.Int64, IsNullable: true),
            new("seed", ColumnKind.Int64, IsNullable: true),
            new("dataset", ColumnKind.Text, IsNullable: true, LengthMax: 1024),
            new("total_steps", ColumnKind.Int64),
            new("hyperparameters", ColumnKind.Json, IsNullable: true),
            new("final_metrics", ColumnKind.Json, IsNullable: true),
            new("error", ColumnKind.Text, IsNullable: true, LengthMax: 4096),
        ],
        KeyColumns = ["id"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Start, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The model being trained.</summary>
    public required Guid ModelId { get; init; }

    /// <summary>Algorithm.</summary>
    public required string Algorithm { get; init; }

    /// <summary>"running", "completed", "failed" or "cancelled".</summary>
    public required string Status { get; init; }

    /// <summary>End, nanoseconds since 1970-01-01 UTC.</summary>
    public long? EndedNanos { get; init; }

    /// <summary>Seed of the run.</summary>
    public long? Seed { get; init; }

    /// <summary>What it learns from.</summary>
    public string? Dataset { get; init; }

    /// <summary>Steps done.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Hyperparameters, as JSON.</summary>
    public string? Hyperparameters { get; init; }

    /// <summary>Results, as JSON.</summary>
    public string? FinalMetrics { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    string? IStoredRecord<TrainingSessionRecord>.Instrument => null;

    /// <inheritdoc/>
    public static TrainingSessionRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new TrainingSessionRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            ModelId = reader.Uuid(),
            Algorithm = reader.Text(),
            Status = reader.Text(),
            EndedNanos = reader.Int64OrNull(),
            Seed = reader.Int64OrNull(),
            Dataset = reader.TextOrNull(),
            TotalSteps = reader.Int64(),
            Hyperparameters = reader.JsonOrNull(),
            FinalMetrics = reader.JsonOrNull(),
            Error = reader.TextOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Uuid(ModelId);
        writer.Text(Algorithm);
        writer.Text(Status);
        writer.Int64(EndedNanos);
        writer.Int64(Seed);
        writer.Text(Dataset);
        writer.Int64(TotalSteps);
        writer.Json(Hyperparameters);
        writer.Json(FinalMetrics);
        writer.Text(Error);
    }
}
