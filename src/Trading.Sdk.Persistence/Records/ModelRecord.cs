namespace Trading.Sdk.Persistence;

/// <summary>A model and its version; written again whenever its status changes. Subject <c>models</c>.</summary>
public sealed record ModelRecord : IStoredRecord<ModelRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "models",
        DatabaseSchema = "ai_trading",
        Table = "ai_models",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("name", ColumnKind.Text, LengthMax: 100),
            new("version", ColumnKind.Text, LengthMax: 50),
            new("kind", ColumnKind.Text, LengthMax: 50),
            new("status", ColumnKind.Text, LengthMax: 30),
            new("previous_version_id", ColumnKind.Uuid, IsNullable: true),
            new("artifact_uri", ColumnKind.Text, IsNullable: true, LengthMax: 1024),
            new("artifact_hash", ColumnKind.Text, IsNullable: true, LengthMax: 64),
            new("parameters", ColumnKind.Json, IsNullable: true),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time of registration, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>Name shared by all versions.</summary>
    public required string Name { get; init; }

    /// <summary>Version, unique for the name.</summary>
    public required string Version { get; init; }

    /// <summary>What it is: "ppo", "genetic", "spectrum", ….</summary>
    public required string Kind { get; init; }

    /// <summary>Lifecycle: see <see cref="ModelStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The version this one replaces.</summary>
    public Guid? PreviousVersionId { get; init; }

    /// <summary>Where its weights are.</summary>
    public string? ArtifactUri { get; init; }

    /// <summary>SHA-256 of its weights, hexadecimal.</summary>
    public string? ArtifactHash { get; init; }

    /// <summary>Hyperparameters, as JSON.</summary>
    public string? Parameters { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<ModelRecord>.Instrument => null;

    /// <inheritdoc/>
    public static ModelRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ModelRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Name = reader.Text(),
            Version = reader.Text(),
            Kind = reader.Text(),
            Status = reader.Text(),
            PreviousVersionId = reader.UuidOrNull(),
            ArtifactUri = reader.TextOrNull(),
            ArtifactHash = reader.TextOrNull(),
            Parameters = reader.JsonOrNull(),
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
        writer.Text(Version);
        writer.Text(Kind);
        writer.Text(Status);
        writer.Uuid(PreviousVersionId);
        writer.Text(ArtifactUri);
        writer.Text(ArtifactHash);
        writer.Json(Parameters);
        writer.Json(Metadata);
    }
}
