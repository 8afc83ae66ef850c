namespace Trading.Sdk.Persistence;

/// <summary>How far a roll-up has come; written again whenever it goes on.</summary>
internal sealed record RollupWatermarkRecord(long TimestampNanos, string Name) : IStoredRecord<RollupWatermarkRecord>
{
    public static RecordSchema Schema { get; } = new()
    {
        Subject = "rollup-watermarks",
        DatabaseSchema = "ai_trading_enhanced",
        Table = "rollup_watermarks",
        Columns = [new("timestamp", ColumnKind.Time), new("name", ColumnKind.Text, LengthMax: 64)],
        KeyColumns = ["name"],
        InstrumentColumn = "name",
    };

    string? IStoredRecord<RollupWatermarkRecord>.Instrument => Name;

    public static RollupWatermarkRecord Read(IFieldReader reader) => new(reader.Time(), reader.Text());

    public void Write(IFieldWriter writer)
    {
        writer.Time(TimestampNanos);
        writer.Text(Name);
    }
}
