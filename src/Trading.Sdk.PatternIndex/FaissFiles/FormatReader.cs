using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Trading.Sdk.PatternIndex;

/// <summary>Reads little-endian fields; every count is held against the bytes that are left before anything is allocated for it.</summary>
internal sealed class FormatReader : IDisposable
{
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _filled;
    private int _next;

    public FormatReader(string path)
    {
        File = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        Length = _stream.Length;
    }

    public string File { get; }

    public long Length { get; }

    public long Position { get; private set; }

    public long Remaining => Length - Position;

    public void Dispose() => _stream.Dispose();

    public IndexFormatException Error(string problem, Exception? inner = null) => new(File, Position, problem, inner);

    public string FourCc()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        foreach (byte b in bytes)
        {
            if (b is < 0x20 or > 0x7E)
            {
                throw Error("no type code of four letters");
            }
        }

        return Encoding.ASCII.GetString(bytes);
    }

    public byte Byte()
    {
        Span<byte> bytes = stackalloc byte[1];
        Read(bytes);
        return bytes[0];
    }

    public bool Boolean()
    {
        byte value = Byte();
        return value <= 1 ? value == 1 : throw Error($"a truth value is 0 or 1, not {value}");
    }

    public int Int32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public uint UInt32() => unchecked((uint)Int32());

    public long Int64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    public float Single() => BitConverter.Int32BitsToSingle(Int32());

    public double Double() => BitConverter.Int64BitsToDouble(Int64());

    /// <summary>A 64-bit count of elements that must fit into the rest of the file and into an array.</summary>
    public int Count(int elementSize, string what)
    {
        long count = Int64();
        if (count < 0 || count > Remaining / elementSize || count > Array.MaxLength)
        {
            throw Error($"{(ulong)count} {what} of {elementSize} bytes, but {Remaining} bytes are left");
        }

        return (int)count;
    }

    public T[] Vector<T>(string what)
        where T : unmanaged
    {
        T[] values = new T[Count(Marshal.SizeOf<T>(), what)];
        Read(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public T[] Elements<T>(long count, string what)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        if (count < 0 || count > Remaining / size || count > Array.MaxLength)
        {
            throw Error($"{count} {what} of {size} bytes, but {Remaining} bytes are left");
        }

        T[] values = new T[count];
        Read(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public void Read(Span<byte> destination)
    {
        if (destination.Length > Remaining)
        {
            throw Error($"{destination.Length} more bytes were expected, {Remaining} are left");
        }

        Position += destination.Length;
        while (!destination.IsEmpty)
        {
            if (_next == _filled)
            {
                if (destination.Length >= _buffer.Length)
                {
                    _stream.ReadExactly(destination);
                    return;
                }

                _filled = _stream.Read(_buffer);
                _next = 0;
                if (_filled == 0)
                {
                    throw Error("the file became shorter while it was read");
                }
            }

            int part = Math.Min(destination.Length, _filled - _next);
            _buffer.AsSpan(_next, part).CopyTo(destination);
            _next += part;
            destination = destination[part..];
        }
    }
}
