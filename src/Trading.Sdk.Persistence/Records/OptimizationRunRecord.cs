namespace Trading.Sdk.Persistence;

/// <summary>A search for good parameters; written again when it ends. Subject <c>optimization-runs</c>.</summary>
public sealed record OptimizationRunRecord : IStoredRecord<OptimizationRunRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "optimization-runs",
        DatabaseSchema = "ai_trading",
        Table = "optimization_runs",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("name", ColumnKind.Text, LengthMax: 100),
            new("algorithm", ColumnKind.Text, LengthMax: 50),
            new("status", ColumnKind.Text, LengthMax: 30),
            new("model_id", ColumnKind.Uuid, IsNullable: true),
            new("objective", ColumnKind.Text, IsNullable: true, LengthMax: 200),
            new("ended_ns", ColumnKind.Int64, IsNullable: true),
            new("seed", ColumnKind.Int64, IsNullable: true),
            new("evaluations", ColumnKind.Int64),
            new("best_fitness", ColumnKind.Double, IsNullable: true),
            new("best_parameters", ColumnKind.Json, IsNullable: true),
            new("search_space", ColumnKind.Json, IsNullable: true),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Start, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Algorithm.</summary>
    public required string Algorithm { get; init; }

    /// <summary>"running", "completed", "failed" or "cancelled".</summary>
    public required string Status { get; init; }

    /// <summary>The model being tuned.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>What is optimised.</summary>
    public string? Objective { get; init; }

    /// <summary>End, nanoseconds since 1970-01-01 UTC.</summary>
    public long? EndedNanos { get; init; }

    /// <summary>Seed of the run.</summary>
    public long? Seed { get; init; }

    /// <summary>Evaluations done.</summary>
    public required long Evaluations { get; init; }

    /// <summary>Best value found.</summary>
    public double? BestFitness { get; init; }

    /// <summary>Where, as JSON.</summary>
    public string? BestParameters { get; init; }

    /// <summary>What was searched, as JSON.</summary>
    public string? SearchSpace { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<OptimizationRunRecord>.Instrument => null;

    /// <inheritdoc/>
    public static OptimizationRunRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new OptimizationRunRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Name = reader.Text(),
            Algorithm = reader.Text(),
            Status = reader.Text(),
            ModelId = reader.UuidOrNull(),
            Objective = reader.TextOrNull(),
            EndedNanos = reader.Int64OrNull(),
            Seed = reader.Int64OrNull(),
            Evaluations = reader.Int64(),
            BestFitness = reader.DoubleOrNull(),
            BestParameters = reader.JsonOrNull(),
            SearchSpace = reader.JsonOrNull(),
            Metadata = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Text(Name);
        writer.Text(Algorithm);
        writer.Text(Status);
        writer.Uuid(ModelId);
        writer.Text(Objective);
        writer.Int64(EndedNanos);
        writer.Int64(Seed);
        writer.Int64(Evaluations);
        writer.Double(BestFitness);
        writer.Json(BestParameters);
        writer.Json(SearchSpace);
        writer.Json(Metadata);
    }
}
