namespace Trading.Sdk.Persistence;

/// <summary>Adds up about how many bytes rows take.</summary>
internal sealed class RowSize : IFieldWriter
{
    public long Bytes { get; set; }

    public void Time(long value) => Bytes += 8;

    public void Int64(long value) => Bytes += 8;

    public void Int64(long? value) => Bytes += 8;

    public void Int32(int value) => Bytes += 4;

    public void Int32(int? value) => Bytes += 4;

    public void Double(double value) => Bytes += 8;

    public void Double(double? value) => Bytes += 8;

    public void Decimal(decimal value) => Bytes += 16;

    public void Decimal(decimal? value) => Bytes += 16;

    public void Text(string? value) => Bytes += 1 + (value?.Length ?? 0);

    public void Uuid(Guid value) => Bytes += 16;

    public void Uuid(Guid? value) => Bytes += 16;

    public void Json(string? value) => Text(value);

    public void Boolean(bool value) => Bytes += 1;

    public void Boolean(bool? value) => Bytes += 1;

    public void Levels(PackedLevels value) => Bytes += value.Bytes.Length;

    public void Doubles(ReadOnlyMemory<double> value) => Bytes += 8L * value.Length;
}
