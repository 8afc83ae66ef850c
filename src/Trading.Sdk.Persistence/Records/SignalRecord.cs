namespace Trading.Sdk.Persistence;

/// <summary>A signal as it was issued. Subject <c>signals</c>.</summary>
public sealed record SignalRecord : IStoredRecord<SignalRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "signals",
        DatabaseSchema = "ai_trading",
        Table = "ai_trading_signals",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("model_id", ColumnKind.Uuid, IsNullable: true),
            new("source", ColumnKind.Text, LengthMax: 100),
            new("direction", ColumnKind.Text, LengthMax: 5, Values: ["long", "short", "flat"]),
            new("strength", ColumnKind.Double),
            new("confidence", ColumnKind.Double),
            new("horizon_ns", ColumnKind.Int64),
            new("event_time_ns", ColumnKind.Int64),
            new("price", ColumnKind.Decimal, IsNullable: true),
            new("target_price", ColumnKind.Decimal, IsNullable: true),
            new("stop_price", ColumnKind.Decimal, IsNullable: true),
            new("verdict", ColumnKind.Text, IsNullable: true, LengthMax: 50),
            new("reason", ColumnKind.Text, IsNullable: true, LengthMax: 4096),
            new("model_version", ColumnKind.Text, IsNullable: true, LengthMax: 50),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
        InstrumentColumn = "symbol",
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time from which it could be acted on, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The model behind it.</summary>
    public Guid? ModelId { get; init; }

    /// <summary>Name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>"long", "short" or "flat".</summary>
    public required string Direction { get; init; }

    /// <summary>Strength, 0…1.</summary>
    public required double Strength { get; init; }

    /// <summary>Probability that the direction is right, 0…1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Nanoseconds over which it holds.</summary>
    public required long HorizonNanos { get; init; }

    /// <summary>Newest data it was made from, nanoseconds since 1970-01-01 UTC.</summary>
    public required long EventTimeNanos { get; init; }

    /// <summary>Price when it was issued.</summary>
    public decimal? Price { get; init; }

    /// <summary>Target.</summary>
    public decimal? TargetPrice { get; init; }

    /// <summary>Stop.</summary>
    public decimal? StopPrice { get; init; }

    /// <summary>What risk said of it.</summary>
    public string? Verdict { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Version of the model.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<SignalRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static SignalRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new SignalRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            ModelId = reader.UuidOrNull(),
            Source = reader.Text(),
            Direction = reader.Text(),
            Strength = reader.Double(),
            Confidence = reader.Double(),
            HorizonNanos = reader.Int64(),
            EventTimeNanos = reader.Int64(),
            Price = reader.DecimalOrNull(),
            TargetPrice = reader.DecimalOrNull(),
            StopPrice = reader.DecimalOrNull(),
            Verdict = reader.TextOrNull(),
            Reason = reader.TextOrNull(),
            ModelVersion = reader.TextOrNull(),
            Metadata = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Text(Symbol);
        writer.Uuid(ModelId);
        writer.Text(Source);
        writer.Text(Direction);
        writer.Double(Strength);
        writer.Double(Confidence);
        writer.Int64(HorizonNanos);
        writer.Int64(EventTimeNanos);
        writer.Decimal(Price);
        writer.Decimal(TargetPrice);
        writer.Decimal(StopPrice);
        writer.Text(Verdict);
        writer.Text(Reason);
        writer.Text(ModelVersion);
        writer.Json(Metadata);
    }
}
