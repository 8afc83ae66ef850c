namespace Trading.Sdk.Persistence;

/// <summary>Aggressive and passive volume of an interval that ends at its time. Subject <c>order-flow</c>.</summary>
public sealed record OrderFlowRecord : IStoredRecord<OrderFlowRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "order-flow",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "order_flow_analysis",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("sequence", ColumnKind.Int64, IsOptional: true),
            new("aggressive_buy_volume", ColumnKind.Decimal),
            new("aggressive_sell_volume", ColumnKind.Decimal),
            new("passive_buy_volume", ColumnKind.Decimal, IsNullable: true),
            new("passive_sell_volume", ColumnKind.Decimal, IsNullable: true),
            new("net_flow", ColumnKind.Decimal),
            new("flow_intensity", ColumnKind.Double, IsNullable: true),
            new("flow_pattern_text", ColumnKind.Text, IsNullable: true, LengthMax: 4096),
            new("institutional_signals", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["symbol", "exchange", "timestamp", "sequence"],
        InstrumentColumn = "symbol",
        KeyIncludesTime = true,
        Partitions = PartitionSpan.Day,
        DefaultRetention = TimeSpan.FromDays(30),
    };

    /// <summary>End of the interval, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>Tells apart rows of the same instant; 0 when there is only one. Default 0.</summary>
    public long Sequence { get; init; }

    /// <summary>Volume bought by taking.</summary>
    public required decimal AggressiveBuyVolume { get; init; }

    /// <summary>Volume sold by taking.</summary>
    public required decimal AggressiveSellVolume { get; init; }

    /// <summary>Volume added to the bid.</summary>
    public decimal? PassiveBuyVolume { get; init; }

    /// <summary>Volume added to the ask.</summary>
    public decimal? PassiveSellVolume { get; init; }

    /// <summary>Aggressive buy − sell volume.</summary>
    public required decimal NetFlow { get; init; }

    /// <summary>Events per second or the writer's measure.</summary>
    public double? FlowIntensity { get; init; }

    /// <summary>Words for semantic search.</summary>
    public string? FlowPatternText { get; init; }

    /// <summary>Signs of large participants, as JSON.</summary>
    public string? InstitutionalSignals { get; init; }

    string? IStoredRecord<OrderFlowRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static OrderFlowRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new OrderFlowRecord
        {
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Exchange = reader.Text(),
            Sequence = reader.Int64(),
            AggressiveBuyVolume = reader.Decimal(),
            AggressiveSellVolume = reader.Decimal(),
            PassiveBuyVolume = reader.DecimalOrNull(),
            PassiveSellVolume = reader.DecimalOrNull(),
            NetFlow = reader.Decimal(),
            FlowIntensity = reader.DoubleOrNull(),
            FlowPatternText = reader.TextOrNull(),
            InstitutionalSignals = reader.JsonOrNull(),
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
        writer.Decimal(AggressiveBuyVolume);
        writer.Decimal(AggressiveSellVolume);
        writer.Decimal(PassiveBuyVolume);
        writer.Decimal(PassiveSellVolume);
        writer.Decimal(NetFlow);
        writer.Double(FlowIntensity);
        writer.Text(FlowPatternText);
        writer.Json(InstitutionalSignals);
    }
}
