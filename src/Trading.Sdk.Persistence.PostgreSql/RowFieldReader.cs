using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Reads rows of a query whose columns stand in the schema's order, its decimals each in a column or all in one text.</summary>
internal sealed class RowFieldReader(NpgsqlDataReader reader, int firstColumn = 0, bool decimalsInOneText = false) : IFieldReader
{
    private int position;
    private DecimalsText? decimals;

    public TRecord Read<TRecord>()
        where TRecord : class, IStoredRecord<TRecord>
    {
        position = firstColumn;
        decimals = null;
        return TRecord.Read(this);
    }

    public long Time() => reader.GetInt64(position++);

    public long Int64() => reader.GetInt64(position++);

    public long? Int64OrNull() => Null() ? null : Int64();

    public int Int32() => reader.GetInt32(position++);

    public int? Int32OrNull() => Null() ? null : Int32();

    public double Double() => reader.GetDouble(position++);

    public double? DoubleOrNull() => Null() ? null : Double();

    public decimal Decimal() => reader.GetDecimal(position++);

    public decimal? DecimalOrNull()
    {
        if (!decimalsInOneText)
        {
            return Null() ? null : Decimal();
        }

        DecimalsText text = decimals ?? new DecimalsText(Text());
        decimal? value = text.Next();
        decimals = text;
        return value;
    }

    public string Text() => reader.GetString(position++);

    public string? TextOrNull() => Null() ? null : Text();

    public Guid Uuid() => reader.GetGuid(position++);

    public Guid? UuidOrNull() => Null() ? null : Uuid();

    public string Json() => reader.GetString(position++);

    public string? JsonOrNull() => Null() ? null : Json();

    public bool Boolean() => reader.GetBoolean(position++);

    public bool? BooleanOrNull() => Null() ? null : Boolean();

    public PackedLevels Levels() => new(reader.GetFieldValue<byte[]>(position++));

    public ReadOnlyMemory<double> Doubles() => reader.GetFieldValue<double[]>(position++);

    private bool Null()
    {
        if (!reader.IsDBNull(position))
        {
            return false;
        }

        position++;
        return true;
    }
}
