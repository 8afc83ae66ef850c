namespace Trading.Sdk.Persistence;

/// <summary>Depth metrics of an asset at an instant; exact decimals, null where a side is empty. Subject <c>order-book-metrics</c>.</summary>
public sealed record OrderBookMetricsRecord : IStoredRecord<OrderBookMetricsRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "order-book-metrics",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "order_book_metrics",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("asset", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("bid_ask_ratio", ColumnKind.Decimal, IsNullable: true),
            new("depth_imbalance", ColumnKind.Decimal, IsNullable: true),
            new("mid_price", ColumnKind.Decimal, IsNullable: true),
            new("spread_bps", ColumnKind.Decimal, IsNullable: true),
            new("bid_depth_1pct", ColumnKind.Decimal, IsNullable: true),
            new("ask_depth_1pct", ColumnKind.Decimal, IsNullable: true),
            new("sequence", ColumnKind.Int64, IsOptional: true),
        ],
        KeyColumns = ["asset", "exchange", "timestamp", "sequence"],
        InstrumentColumn = "asset",
        KeyIncludesTime = true,
        Partitions = PartitionSpan.Day,
        DefaultRetention = TimeSpan.FromDays(30),
    };

    /// <summary>Time of the book, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The asset's symbol.</summary>
    public required string Asset { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>Bid depth / ask depth.</summary>
    public decimal? BidAskRatio { get; init; }

    /// <summary>(bid − ask) / (bid + ask) depth, −1…1.</summary>
    public decimal? DepthImbalance { get; init; }

    /// <summary>Mid price.</summary>
    public decimal? MidPrice { get; init; }

    /// <summary>Spread in basis points of the mid price.</summary>
    public decimal? SpreadBps { get; init; }

    /// <summary>Quantity bid within 1 % of the mid price.</summary>
    public decimal? BidDepth1pct { get; init; }

    /// <summary>Quantity offered within 1 % of the mid price.</summary>
    public decimal? AskDepth1pct { get; init; }

    /// <summary>Tells apart rows of the same instant; 0 when there is only one. Default 0.</summary>
    public long Sequence { get; init; }

    string? IStoredRecord<OrderBookMetricsRecord>.Instrument => Asset;

    /// <inheritdoc/>
    public static OrderBookMetricsRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new OrderBookMetricsRecord
        {
            TimestampNanos = reader.Time(),
            Asset = reader.Text(),
            Exchange = reader.Text(),
            BidAskRatio = reader.DecimalOrNull(),
            DepthImbalance = reader.DecimalOrNull(),
            MidPrice = reader.DecimalOrNull(),
            SpreadBps = reader.DecimalOrNull(),
            BidDepth1pct = reader.DecimalOrNull(),
            AskDepth1pct = reader.DecimalOrNull(),
            Sequence = reader.Int64(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(TimestampNanos);
        writer.Text(Asset);
        writer.Text(Exchange);
        writer.Decimal(BidAskRatio);
        writer.Decimal(DepthImbalance);
        writer.Decimal(MidPrice);
        writer.Decimal(SpreadBps);
        writer.Decimal(BidDepth1pct);
        writer.Decimal(AskDepth1pct);
        writer.Int64(Sequence);
    }
}
