namespace Trading.Sdk.Persistence;

/// <summary>A bar; the time is that of its opening. Subject <c>bars</c>.</summary>
public sealed record BarRecord : IStoredRecord<BarRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "bars",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "bars",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("interval_ns", ColumnKind.Int64),
            new("close_time_ns", ColumnKind.Int64),
            new("open", ColumnKind.Decimal),
            new("high", ColumnKind.Decimal),
            new("low", ColumnKind.Decimal),
            new("close", ColumnKind.Decimal),
            new("volume", ColumnKind.Decimal),
            new("buy_volume", ColumnKind.Decimal, IsNullable: true),
            new("notional", ColumnKind.Decimal, IsNullable: true),
            new("trade_count", ColumnKind.Int32),
        ],
        KeyColumns = ["symbol", "exchange", "interval_ns", "timestamp"],
        InstrumentColumn = "symbol",
        KeyIncludesTime = true,
        Partitions = PartitionSpan.Month,
    };

    /// <summary>Opening time, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>Length in nanoseconds; 0 for bars not cut by time.</summary>
    public required long IntervalNanos { get; init; }

    /// <summary>Closing time, nanoseconds since 1970-01-01 UTC.</summary>
    public required long CloseTimeNanos { get; init; }

    /// <summary>Opening price.</summary>
    public required decimal Open { get; init; }

    /// <summary>Highest price.</summary>
    public required decimal High { get; init; }

    /// <summary>Lowest price.</summary>
    public required decimal Low { get; init; }

    /// <summary>Closing price.</summary>
    public required decimal Close { get; init; }

    /// <summary>Traded quantity.</summary>
    public required decimal Volume { get; init; }

    /// <summary>Quantity of buying aggressors.</summary>
    public decimal? BuyVolume { get; init; }

    /// <summary>Sum of price × quantity.</summary>
    public decimal? Notional { get; init; }

    /// <summary>Number of trades.</summary>
    public required int TradeCount { get; init; }

    string? IStoredRecord<BarRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static BarRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new BarRecord
        {
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Exchange = reader.Text(),
            IntervalNanos = reader.Int64(),
            CloseTimeNanos = reader.Int64(),
            Open = reader.Decimal(),
            High = reader.Decimal(),
            Low = reader.Decimal(),
            Close = reader.Decimal(),
            Volume = reader.Decimal(),
            BuyVolume = reader.DecimalOrNull(),
            Notional = reader.DecimalOrNull(),
            TradeCount = reader.Int32(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(TimestampNanos);
        writer.Text(Symbol);
        writer.Text(Exchange);
        writer.Int64(IntervalNanos);
        writer.Int64(CloseTimeNanos);
        writer.Decimal(Open);
        writer.Decimal(High);
        writer.Decimal(Low);
        writer.Decimal(Close);
        writer.Decimal(Volume);
        writer.Decimal(BuyVolume);
        writer.Decimal(Notional);
        writer.Int32(TradeCount);
    }
}
