namespace Trading.Sdk.Persistence;

/// <summary>Microstructure measures of an instrument at an instant; null where undefined. Subject <c>microstructure-features</c>.</summary>
public sealed record MicrostructureFeaturesRecord : IStoredRecord<MicrostructureFeaturesRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "microstructure-features",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "microstructure_features",
        Columns =
        [
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("exchange", ColumnKind.Text, LengthMax: 64),
            new("sequence", ColumnKind.Int64, IsOptional: true),
            new("effective_spread", ColumnKind.Double, IsNullable: true),
            new("realized_spread", ColumnKind.Double, IsNullable: true),
            new("price_impact", ColumnKind.Double, IsNullable: true),
            new("adverse_selection", ColumnKind.Double, IsNullable: true),
            new("order_imbalance", ColumnKind.Double, IsNullable: true),
            new("regime_classification", ColumnKind.Text, IsNullable: true, LengthMax: 50),
            new("pattern_strength", ColumnKind.Double, IsNullable: true),
            new("similarity_hash", ColumnKind.Text, IsNullable: true, LengthMax: 64),
        ],
        KeyColumns = ["symbol", "exchange", "timestamp", "sequence"],
        InstrumentColumn = "symbol",
        KeyIncludesTime = true,
        Partitions = PartitionSpan.Day,
        DefaultRetention = TimeSpan.FromDays(30),
    };

    /// <summary>Time of the measures, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue; empty when it does not matter.</summary>
    public required string Exchange { get; init; }

    /// <summary>Tells apart rows of the same instant; 0 when there is only one. Default 0.</summary>
    public long Sequence { get; init; }

    /// <summary>Effective spread, in price.</summary>
    public double? EffectiveSpread { get; init; }

    /// <summary>Realised spread, in price.</summary>
    public double? RealizedSpread { get; init; }

    /// <summary>Price impact, in price.</summary>
    public double? PriceImpact { get; init; }

    /// <summary>Adverse-selection component, in price.</summary>
    public double? AdverseSelection { get; init; }

    /// <summary>Order imbalance, −1…1.</summary>
    public double? OrderImbalance { get; init; }

    /// <summary>Regime in the writer's words.</summary>
    public string? RegimeClassification { get; init; }

    /// <summary>Strength of the recognised pattern, 0…1.</summary>
    public double? PatternStrength { get; init; }

    /// <summary>Locality-sensitive hash of the pattern.</summary>
    public string? SimilarityHash { get; init; }

    string? IStoredRecord<MicrostructureFeaturesRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static MicrostructureFeaturesRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new MicrostructureFeaturesRecord
        {
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Exchange = reader.Text(),
            Sequence = reader.Int64(),
            EffectiveSpread = reader.DoubleOrNull(),
            RealizedSpread = reader.DoubleOrNull(),
            PriceImpact = reader.DoubleOrNull(),
            AdverseSelection = reader.DoubleOrNull(),
            OrderImbalance = reader.DoubleOrNull(),
            RegimeClassification = reader.TextOrNull(),
            PatternStrength = reader.DoubleOrNull(),
            SimilarityHash = reader.TextOrNull(),
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
        writer.Double(EffectiveSpread);
        writer.Double(RealizedSpread);
        writer.Double(PriceImpact);
        writer.Double(AdverseSelection);
        writer.Double(OrderImbalance);
        writer.Text(RegimeClassification);
        writer.Double(PatternStrength);
        writer.Text(SimilarityHash);
    }
}
