namespace Trading.Sdk.Persistence;

/// <summary>A trade as the venue printed it. Subject <c>trades</c>.</summary>
public sealed record TradeRecord : IStoredRecord<TradeRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "trades",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "trades",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("sequence", ColumnKind.Int64),
            new("price", ColumnKind.Decimal),
            new("quantity", ColumnKind.Decimal),
            new("side", ColumnKind.Text, LengthMax: 4, Values: ["", "buy", "sell"]),
        ],
        KeyColumns = ["symbol", "exchange", "timestamp", "sequence"],
        InstrumentColumn = "symbol",
        KeyIncludesTime = true,
        Partitions = PartitionSpan.Day,
        DefaultRetention = TimeSpan.FromDays(30),
    };

    /// <summary>Time of the trade at the venue, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>The venue's trade number, or a count that replays alike.</summary>
    public required long Sequence { get; init; }

    /// <summary>Price.</summary>
    public required decimal Price { get; init; }

    /// <summary>Quantity.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Aggressor: "buy", "sell" or empty when unknown.</summary>
    public required string Side { get; init; }

    string? IStoredRecord<TradeRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static TradeRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new TradeRecord
        {
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Exchange = reader.Text(),
            Sequence = reader.Int64(),
            Price = reader.Decimal(),
            Quantity = reader.Decimal(),
            Side = reader.Text(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(TimestampNanos);
        writer.Text(Symbol);
        writer.Text(Exchange);
        writer.Int64(Sequence);
        writer.Decimal(Price);
        writer.Decimal(Quantity);
        writer.Text(Side);
    }
}
