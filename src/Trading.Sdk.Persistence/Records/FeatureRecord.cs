namespace Trading.Sdk.Persistence;

/// <summary>A feature vector; the schema of its names is a feature set's version. Subject <c>features</c>.</summary>
public sealed record FeatureRecord : IStoredRecord<FeatureRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "features",
        DatabaseSchema = "ai_trading",
        Table = "feature_data",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("feature_set", ColumnKind.Text, LengthMax: 100),
            new("schema_version", ColumnKind.Int32),
            new("values", ColumnKind.Doubles),
            new("sequence", ColumnKind.Int64, IsOptional: true),
        ],
        KeyColumns = ["symbol", "feature_set", "timestamp", "sequence"],
        InstrumentColumn = "symbol",
        KeyIncludesTime = true,
    };

    /// <summary>Time from which the features were known, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>Name of the feature set.</summary>
    public required string FeatureSet { get; init; }

    /// <summary>Version of the names.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Values in the order of the schema; NaN where absent.</summary>
    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>Tells apart rows of the same instant; 0 when there is only one. Default 0.</summary>
    public long Sequence { get; init; }

    string? IStoredRecord<FeatureRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static FeatureRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FeatureRecord
        {
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            FeatureSet = reader.Text(),
            SchemaVersion = reader.Int32(),
            Values = reader.Doubles(),
            Sequence = reader.Int64(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(TimestampNanos);
        writer.Text(Symbol);
        writer.Text(FeatureSet);
        writer.Int32(SchemaVersion);
        writer.Doubles(Values);
        writer.Int64(Sequence);
    }
}
