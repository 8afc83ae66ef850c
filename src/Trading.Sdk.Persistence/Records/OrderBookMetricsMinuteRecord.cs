namespace Trading.Sdk.Persistence;

/// <summary>
/// Depth metrics of an asset rolled up over a minute: mid price as open, high, low and close, the means of the rest, rounded to 12
/// decimals; null where no row of the minute has the value. Made by <see cref="IMetricsRollup"/>, not written by callers.
/// </summary>
public sealed record OrderBookMetricsMinuteRecord : IStoredRecord<OrderBookMetricsMinuteRecord>
{
    /// <summary>Length of the interval in nanoseconds.</summary>
    public const long MinuteNanos = 60_000_000_000;

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "order-book-metrics-1m",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "order_book_metrics_1m",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("asset", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("row_count", ColumnKind.Int32),
            new("mid_open", ColumnKind.Decimal, IsNullable: true),
            new("mid_high", ColumnKind.Decimal, IsNullable: true),
            new("mid_low", ColumnKind.Decimal, IsNullable: true),
            new("mid_close", ColumnKind.Decimal, IsNullable: true),
            new("spread_bps_mean", ColumnKind.Decimal, IsNullable: true),
            new("bid_ask_ratio_mean", ColumnKind.Decimal, IsNullable: true),
            new("depth_imbalance_mean", ColumnKind.Decimal, IsNullable: true),
        ],
        KeyColumns = ["asset", "exchange", "timestamp"],
        InstrumentColumn = "asset",
        KeyIncludesTime = true,
    };

    /// <summary>Begin of the minute, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The asset's symbol.</summary>
    public required string Asset { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>Rows of the minute.</summary>
    public required int RowCount { get; init; }

    /// <summary>Mid price of the first row.</summary>
    public decimal? MidOpen { get; init; }

    /// <summary>Highest mid price.</summary>
    public decimal? MidHigh { get; init; }

    /// <summary>Lowest mid price.</summary>
    public decimal? MidLow { get; init; }

    /// <summary>Mid price of the last row.</summary>
    public decimal? MidClose { get; init; }

    /// <summary>Mean spread in basis points.</summary>
    public decimal? SpreadBpsMean { get; init; }

    /// <summary>Mean of bid depth / ask depth.</summary>
    public decimal? BidAskRatioMean { get; init; }

    /// <summary>Mean of the depth imbalance, −1…1.</summary>
    public decimal? DepthImbalanceMean { get; init; }

    string? IStoredRecord<OrderBookMetricsMinuteRecord>.Instrument => Asset;

    /// <inheritdoc/>
    public static OrderBookMetricsMinuteRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new OrderBookMetricsMinuteRecord
        {
            TimestampNanos = reader.Time(),
            Asset = reader.Text(),
            Exchange = reader.Text(),
            RowCount = reader.Int32(),
            MidOpen = reader.DecimalOrNull(),
            MidHigh = reader.DecimalOrNull(),
            MidLow = reader.DecimalOrNull(),
            MidClose = reader.DecimalOrNull(),
            SpreadBpsMean = reader.DecimalOrNull(),
            BidAskRatioMean = reader.DecimalOrNull(),
            DepthImbalanceMean = reader.DecimalOrNull(),
        };
    }

    /// <inheritdoc/>
    public void Write(IFieldWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Time(TimestampNanos);
        writer.Text(Asset);
        writer.Text(Exchange);
        writer.Int32(RowCount);
        writer.Decimal(MidOpen);
        writer.Decimal(MidHigh);
        writer.Decimal(MidLow);
        writer.Decimal(MidClose);
        writer.Decimal(SpreadBpsMean);
        writer.Decimal(BidAskRatioMean);
        writer.Decimal(DepthImbalanceMean);
    }
}
