namespace Trading.Sdk.Persistence;

/// <summary>What a spectrum analysis found. Subject <c>spectrum</c>.</summary>
public sealed record SpectrumRecord : IStoredRecord<SpectrumRecord>
{
    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "spectrum",
        DatabaseSchema = "ai_trading",
        Table = "spectrum_analysis",
        Columns =
        [
            new("id", ColumnKind.Uuid),
            new("timestamp", ColumnKind.Time),
            new("symbol", ColumnKind.Text, LengthMax: 64),
            new("method", ColumnKind.Text, LengthMax: 50),
            new("window_samples", ColumnKind.Int32),
            new("sample_rate_hz", ColumnKind.Double),
            new("dominant_period", ColumnKind.Double, IsNullable: true),
            new("period_low", ColumnKind.Double, IsNullable: true),
            new("period_high", ColumnKind.Double, IsNullable: true),
            new("power", ColumnKind.Double, IsNullable: true),
            new("p_value", ColumnKind.Double, IsNullable: true),
            new("coefficients", ColumnKind.Doubles),
            new("metadata", ColumnKind.Json, IsNullable: true),
        ],
        KeyColumns = ["id"],
        InstrumentColumn = "symbol",
    };

    /// <summary>Identity; a version 7 GUID keeps index pages together.</summary>
    public required Guid Id { get; init; }

    /// <summary>Newest sample used, nanoseconds since 1970-01-01 UTC.</summary>
    public required long TimestampNanos { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>Method.</summary>
    public required string Method { get; init; }

    /// <summary>Samples analysed.</summary>
    public required int WindowSamples { get; init; }

    /// <summary>Samples per second.</summary>
    public required double SampleRateHz { get; init; }

    /// <summary>Period of the strongest cycle, in samples.</summary>
    public double? DominantPeriod { get; init; }

    /// <summary>Lower end of its confidence interval.</summary>
    public double? PeriodLow { get; init; }

    /// <summary>Upper end of its confidence interval.</summary>
    public double? PeriodHigh { get; init; }

    /// <summary>Its power.</summary>
    public double? Power { get; init; }

    /// <summary>p-value against noise.</summary>
    public double? PValue { get; init; }

    /// <summary>Coefficients kept, may be empty.</summary>
    public required ReadOnlyMemory<double> Coefficients { get; init; }

    /// <summary>Anything else, as JSON; null for nothing.</summary>
    public string? Metadata { get; init; }

    string? IStoredRecord<SpectrumRecord>.Instrument => Symbol;

    /// <inheritdoc/>
    public static SpectrumRecord Read(IFieldReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new SpectrumRecord
        {
            Id = reader.Uuid(),
            TimestampNanos = reader.Time(),
            Symbol = reader.Text(),
            Method = reader.Text(),
            WindowSamples = reader.Int32(),
            SampleRateHz = reader.Double(),
            DominantPeriod = reader.DoubleOrNull(),
            PeriodLow = reader.DoubleOrNull(),
            PeriodHigh = reader.DoubleOrNull(),
            Power = reader.DoubleOrNull(),
            PValue = reader.DoubleOrNull(),
            Coefficients = reader.Doubles(),
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
        writer.Text(Method);
        writer.Int32(WindowSamples);
        writer.Double(SampleRateHz);
        writer.Double(DominantPeriod);
        writer.Double(PeriodLow);
        writer.Double(PeriodHigh);
        writer.Double(Power);
        writer.Double(PValue);
        writer.Doubles(Coefficients);
        writer.Json(Metadata);
    }
}
