namespace Trading.Sdk.Persistence;

/// <summary>What became of a signal. Subject <c>signal-outcomes</c>.</summary>
public sealed record SignalOutcomeRecord : IStoredRecord<SignalOutcomeRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "signal-outcomes",
        DatabaseSchema = "ai_trading",
        Table = "signal_performance",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("signal_id", ColumnKind.Uuid),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("entry_price", ColumnKind.Decimal, IsNullable: true),
            new("exit_price", ColumnKind.Decimal, IsNullable: true),
            new("quantity", ColumnKind.Decimal, IsNullable: true),
            new("return_fraction", ColumnKind.Double),
            new("profit", ColumnKind.Decimal, IsNullable: true),
            new("adverse_excursion", ColumnKind.Double, IsNullable: true),
            new("favourable_excursion", ColumnKind.Double, IsNullable: true),
            new("holding_ns", ColumnKind.Int64),
            new("was_correct", ColumnKind.Boolean),
            new("exit_reason", ColumnKind.Text, IsNullable: true, LengthMax: 50),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
        InstrumentColumn = "symbol",
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Time of the judgement, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The signal.</summary>
    public required Guid SignalId { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>Price at entry.</summary>
    public decimal? EntryPrice { get; init; }

    /// <summary>Price at exit.</summary>
    public decimal? ExitPrice { get; init; }

    /// <summary>Quantity.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Return as a fraction of the entry price, signed in the signal's direction.</summary>
    public required double ReturnFraction { get; init; }

    /// <summary>Money made, after costs.</summary>
    public decimal? Profit { get; init; }

    /// <summary>Worst return on the way.</summary>
    public double? AdverseExcursion { get; init; }

    /// <summary>Best return on the way.</summary>
    public double? FavourableExcursion { get; init; }

    /// <summary>Nanoseconds held.</summary>
    public required long HoldingNanos { get; init; }

    /// <summary>True when the direction was right.</summary>
    public required bool WasCorrect { get; init; }

    /// <summary>Why it was closed.</summary>
    public string? ExitReason { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<SignalOutcomeRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static SignalOutcomeRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new SignalOutcomeRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            SignalId = reader.Uuid(),
            Symbol = reader.Text(),
            EntryPrice = reader.DecimalOrNull(),
            ExitPrice = reader.DecimalOrNull(),
            Quantity = reader.DecimalOrNull(),
            ReturnFraction = reader.Double(),
            Profit = reader.DecimalOrNull(),
            AdverseExcursion = reader.DoubleOrNull(),
            FavourableExcursion = reader.DoubleOrNull(),
            HoldingNanos = reader.Int64(),
            WasCorrect = reader.Boolean(),
            ExitReason = reader.TextOrNull(),
            Metadata = reader.JsonOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Uuid(Id);
        writer.Time(TimestampNanos);
        writer.Uuid(SignalId);
        writer.Text(Symbol);
        writer.Decimal(EntryPrice);
        writer.Decimal(ExitPrice);
        writer.Decimal(Quantity);
        writer.Double(ReturnFraction);
        writer.Decimal(Profit);
        writer.Double(AdverseExcursion);
        writer.Double(FavourableExcursion);
        writer.Int64(HoldingNanos);
        writer.Boolean(WasCorrect);
        writer.Text(ExitReason);
        writer.Json(Metadata);
    }
}
