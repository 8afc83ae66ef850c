using System.Buffers.Binary;
using System.Text;

namespace Trading.Sdk.Persistence;

/// <summary>Decodes what <see cref="EncodedFieldWriter"/> encoded; never reads past the payload.</summary>
internal sealed class EncodedFieldReader : IFieldReader
{
    private byte[] buffer = new byte[512];
    private int length;
    private int at;

    public TRecord Decode<TRecord>(ReadOnlySpan<byte> payload)
        where TRecord : class, IStoredRecord<TRecord>
    {
        Load(payload);
        CheckHeader(Take(2), TRecord.Schema);
        return TRecord.Read(this);
    }

    /// <summary>Begins a payload that is no row of a subject; returns its format.</summary>
    public byte Begin(ReadOnlySpan<byte> payload)
    {
        Load(payload);
        return Take(1)[0];
    }

    public byte[] Raw(int count) => Take(count).ToArray();

    public static void CheckHeader(ReadOnlySpan<byte> header, RecordSchema schema)
    {
        if (header[0] != EncodedFieldWriter.Format || header[1] != schema.Columns.Count)
        {
            throw new RecordFormatException($"Expected a row of {schema.Subject} in format {EncodedFieldWriter.Format} with {schema.Columns.Count} columns, found format {header[0]} with {header[1]}.");
        }
    }

    public long Time() => Int64();

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public long? Int64OrNull() => Present() ? Int64() : null;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public int? Int32OrNull() => Present() ? Int32() : null;

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public double? DoubleOrNull() => Present() ? Double() : null;

    public decimal Decimal()
    {
        ReadOnlySpan<byte> bytes = Take(16);
        Span<int> bits = stackalloc int[4];
        for (int i = 0; i < 4; i++)
        {
            bits[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        }

        try
        {
            return new decimal(bits);
        }
        catch (ArgumentException e)
        {
            throw new RecordFormatException("Expected the 16 bytes of a decimal.", e);
        }
    }

    public decimal? DecimalOrNull() => Present() ? Decimal() : null;

    public string Text() => TextOrNull() ?? throw new RecordFormatException("Expected a text, found none.");

    public string? TextOrNull()
    {
        uint count = Varint();
        return count == 0 ? null : Encoding.UTF8.GetString(Take(count - 1));
    }

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public Guid? UuidOrNull() => Present() ? Uuid() : null;

    public string Json() => Text();

    public string? JsonOrNull() => TextOrNull();

    public bool Boolean() => Take(1)[0] != 0;

    public bool? BooleanOrNull() => Present() ? Boolean() : null;

    public PackedLevels Levels()
    {
        uint count = Varint();
        return count <= 1 ? default : new PackedLevels(Take(count - 1).ToArray());
    }

    public ReadOnlyMemory<double> Doubles()
    {
        uint count = Varint();
        if (count <= 1)
        {
            return default;
        }

        ReadOnlySpan<byte> bytes = Take((count - 1) * 8L);
        double[] values = new double[count - 1];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
        }

        return values;
    }

    private void Load(ReadOnlySpan<byte> payload)
    {
        // Copied, because a row's reader cannot hold a span: a row is small.
        if (payload.Length > buffer.Length)
        {
            buffer = new byte[payload.Length];
        }

        payload.CopyTo(buffer);
        length = payload.Length;
        at = 0;
    }

    private bool Present() => Take(1)[0] != 0;

    private uint Varint() => EncodedRow.ReadVarint(buffer.AsSpan(0, length), ref at);

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > length - at)
        {
            throw new RecordFormatException($"The row ends at byte {length}, but a field needs {count} bytes from byte {at}.");
        }

        ReadOnlySpan<byte> bytes = buffer.AsSpan(at, (int)count);
        at += (int)count;
        return bytes;
    }
}
