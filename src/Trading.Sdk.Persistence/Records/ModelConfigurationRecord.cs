namespace Trading.Sdk.Persistence;

/// <summary>One version of a named configuration. Subject <c>configurations</c>.</summary>
public sealed record ModelConfigurationRecord : IStoredRecord<ModelConfigurationRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "configurations",
        DatabaseSchema = "ai_trading",
        Table = "model_configurations",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("name", ColumnKind.Text, LengthMax: 100),
            new("version", ColumnKind.Int32),
            new("model_id", ColumnKind.Uuid, IsNullable: true),
            new("content", ColumnKind.Json, IsVerbatim: true),
            new("content_hash", ColumnKind.Text, LengthMax: 64),
            new("is_active", ColumnKind.Boolean),
            new("created_by", ColumnKind.Text, IsNullable: true, LengthMax: 50),
            new("comment", ColumnKind.Text, IsNullable: true, LengthMax: 1024),
        ],
        KeyColumns = ["name", "version"],
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time of this version, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>Name shared by all versions.</summary>
    public required string Name { get; init; }

    /// <summary>1, 2, 3, … per name.</summary>
    public required int Version { get; init; }

    /// <summary>The model it configures.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>The configuration, as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>SHA-256 of the content, hexadecimal.</summary>
    public required string ContentHash { get; init; }

    /// <summary>True for the version in force.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }

    string? IStoredRecord<ModelConfigurationRecord>.Instrument => null;

    /// <inheritdoc/>
    public static ModelConfigurationRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ModelConfigurationRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Name = reader.Text(),
            Version = reader.Int32(),
            ModelId = reader.UuidOrNull(),
            Content = reader.Json(),
            ContentHash = reader.Text(),
            IsActive = reader.Boolean(),
            CreatedBy = reader.TextOrNull(),
            Comment = reader.TextOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Text(Name);
        writer.Int32(Version);
        writer.Uuid(ModelId);
        writer.Json(Content);
        writer.Text(ContentHash);
        writer.Boolean(IsActive);
        writer.Text(CreatedBy);
        writer.Text(Comment);
    }
}
