using Npgsql;
using NpgsqlTypes;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>Writes rows into a binary COPY.</summary>
internal sealed class ImportFieldWriter(NpgsqlBinaryImporter importer, RecordSchema schema) : IFieldWriter
{
    private int position;

    public void Begin()
    {
        position = 0;
        importer.StartRow();
    }

    public void Time(long value) => Int64(value);

    public void Int64(long value)
    {
        position++;
        importer.Write(value, NpgsqlDbType.Bigint);
    }

    public void Int64(long? value)
    {
        if (Present(value.HasValue))
        {
            Int64(value!.Value);
        }
    }

    public void Int32(int value)
    {
        position++;
        importer.Write(value, NpgsqlDbType.Integer);
    }

    public void Int32(int? value)
    {
        if (Present(value.HasValue))
        {
            Int32(value!.Value);
        }
    }

    public void Double(double value)
    {
        position++;
        importer.Write(value, NpgsqlDbType.Double);
    }

    public void Double(double? value)
    {
        if (Present(value.HasValue))
        {
            Double(value!.Value);
        }
    }

    public void Decimal(decimal value)
    {
        position++;
        importer.Write(value, NpgsqlDbType.Numeric);
    }

    public void Decimal(decimal? value)
    {
        if (Present(value.HasValue))
        {
            Decimal(value!.Value);
        }
    }

    public void Text(string? value)
    {
        if (Present(value is not null))
        {
            position++;
            importer.Write(value!, NpgsqlDbType.Varchar);
        }
    }

    public void Uuid(Guid value)
    {
        position++;
        importer.Write(value, NpgsqlDbType.Uuid);
    }

    public void Uuid(Guid? value)
    {
        if (Present(value.HasValue))
        {
            Uuid(value!.Value);
        }
    }

    public void Json(string? value)
    {
        if (Present(value is not null))
        {
            importer.Write(value!, schema.Columns[position++].IsVerbatim ? NpgsqlDbType.Json : NpgsqlDbType.Jsonb);
        }
    }

    public void Boolean(bool value)
    {
        position++;
        importer.Write(value, NpgsqlDbType.Boolean);
    }

    public void Boolean(bool? value)
    {
        if (Present(value.HasValue))
        {
            Boolean(value!.Value);
        }
    }

    public void Levels(PackedLevels value)
    {
        position++;
        importer.Write(value.Bytes, NpgsqlDbType.Bytea);
    }

    public void Doubles(ReadOnlyMemory<double> value)
    {
        position++;
        importer.Write(value.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Double);
    }

    private bool Present(bool present)
    {
        if (!present)
        {
            position++;
            importer.WriteNull();
        }

        return present;
    }
}
