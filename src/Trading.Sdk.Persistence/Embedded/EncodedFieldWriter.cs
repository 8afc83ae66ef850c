using System.Buffers.Binary;
using System.Text;

namespace Trading.Sdk.Persistence;

/// <summary>
/// Encodes rows for the journal. Payload: format u8 = 1, columns u8, then the fields: integers and doubles little-endian,
/// decimal 16 bytes, GUID 16 bytes, text as varint(length + 1) and UTF-8 with 0 for null, other absent values behind a
/// presence byte.
/// </summary>
internal sealed class EncodedFieldWriter : IFieldWriter
{
    public const byte Format = 1;

    private byte[] buffer = new byte[512];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Encode<TRecord>(TRecord record)
        where TRecord : class, IStoredRecord<TRecord>
    {
        length = 0;
        Reserve(2)[0] = Format;
        buffer[1] = (byte)TRecord.Schema.Columns.Count;
        record.Write(this);
    }

    /// <summary>Begins a payload that is no row of a subject.</summary>
    public void Reset(byte format)
    {
        length = 0;
        Reserve(1)[0] = format;
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Time(long value) => Int64(value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Int64(long? value)
    {
        if (Present(value.HasValue))
        {
            Int64(value!.Value);
        }
    }

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void Int32(int? value)
    {
        if (Present(value.HasValue))
        {
            Int32(value!.Value);
        }
    }

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);

    public void Double(double? value)
    {
        if (Present(value.HasValue))
        {
            Double(value!.Value);
        }
    }

    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        Span<byte> target = Reserve(16);
        for (int i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target[(4 * i)..], bits[i]);
        }
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
        if (value is null)
        {
            Varint(0);
            return;
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        Varint((uint)bytes + 1);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    public void Uuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    public void Uuid(Guid? value)
    {
        if (Present(value.HasValue))
        {
            Uuid(value!.Value);
        }
    }

    public void Json(string? value) => Text(value);

    public void Boolean(bool value) => Reserve(1)[0] = value ? (byte)1 : (byte)0;

    public void Boolean(bool? value)
    {
        if (Present(value.HasValue))
        {
            Boolean(value!.Value);
        }
    }

    public void Levels(PackedLevels value)
    {
        Varint((uint)value.Bytes.Length + 1);
        value.Bytes.Span.CopyTo(Reserve(value.Bytes.Length));
    }

    public void Doubles(ReadOnlyMemory<double> value)
    {
        Varint((uint)value.Length + 1);
        Span<byte> target = Reserve(value.Length * 8);
        foreach (double d in value.Span)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target, d);
            target = target[8..];
        }
    }

    private bool Present(bool present)
    {
        Reserve(1)[0] = present ? (byte)1 : (byte)0;
        return present;
    }

    private void Varint(uint value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (length + bytes > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
        }

        Span<byte> target = buffer.AsSpan(length, bytes);
        length += bytes;
        return target;
    }
}
