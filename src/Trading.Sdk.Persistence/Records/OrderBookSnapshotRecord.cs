namespace Trading.Sdk.Persistence;

/// <summary>A book as it stood at an instant: packed levels of both sides and what was said of them. Subject <c>order-book-snapshots</c>.</summary>
public sealed record OrderBookSnapshotRecord : IStoredRecord<OrderBookSnapshotRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "order-book-snapshots",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "order_book_snapshots",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("sequence", ColumnKind.Int64, IsOptional: true),
            new("bid_levels", ColumnKind.Levels),
            new("ask_levels", ColumnKind.Levels),
            new("spread", ColumnKind.Decimal, IsNullable: true),
            new("depth_imbalance", ColumnKind.Double, IsNullable: true),
            new("liquidity_score", ColumnKind.Double, IsNullable: true),
            new("pattern_description", ColumnKind.Text, IsNullable: true, LengthMax: 4096),
            new("market_regime", ColumnKind.Text, IsNullable: true, LengthMax: 50),
            new("microstructure_features", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["symbol", "exchange", "timestamp", "sequence"],
        InstrumentColumn = "symbol",
        KeyIncludesTime = true,
        Partitions = PartitionSpan.Day,
        DefaultRetention = TimeSpan.FromDays(30),
    };

    /// <summary>Time of the book, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>Tells apart rows of the same instant; 0 when there is only one. Default 0.</summary>
    public long Sequence { get; init; }

    /// <summary>Bid levels, best first.</summary>
    public required PackedLevels BidLevels { get; init; }

    /// <summary>Ask levels, best first.</summary>
    public required PackedLevels AskLevels { get; init; }

    /// <summary>Best ask − best bid; null when a side is empty.</summary>
    public decimal? Spread { get; init; }

    /// <summary>(bid − ask) / (bid + ask) depth, −1…1.</summary>
    public double? DepthImbalance { get; init; }

    /// <summary>Liquidity score of the writer.</summary>
    public double? LiquidityScore { get; init; }

    /// <summary>Words for semantic search.</summary>
    public string? PatternDescription { get; init; }

    /// <summary>Regime in the writer's words.</summary>
    public string? MarketRegime { get; init; }

    /// <summary>Named features, as JSON.</summary>
    public string? MicrostructureFeatures { get; init; }

    string? IStoredRecord<OrderBookSnapshotRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static OrderBookSnapshotRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new OrderBookSnapshotRecord
        {
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Exchange = reader.Text(),
            Sequence = reader.Int64(),
            BidLevels = reader.Levels(),
            AskLevels = reader.Levels(),
            Spread = reader.DecimalOrNull(),
            DepthImbalance = reader.DoubleOrNull(),
            LiquidityScore = reader.DoubleOrNull(),
            PatternDescription = reader.TextOrNull(),
            MarketRegime = reader.TextOrNull(),
            MicrostructureFeatures = reader.JsonOrNull(),
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
        writer.Levels(BidLevels);
        writer.Levels(AskLevels);
        writer.Decimal(Spread);
        writer.Double(DepthImbalance);
        writer.Double(LiquidityScore);
        writer.Text(PatternDescription);
        writer.Text(MarketRegime);
        writer.Json(MicrostructureFeatures);
    }
}
