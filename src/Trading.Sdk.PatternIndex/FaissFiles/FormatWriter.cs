using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Trading.Sdk.PatternIndex;

/// <summary>Writes little-endian fields to a temporary file that takes the place of the old one only when it is complete and on disk.</summary>
internal sealed class FormatWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _done;

    public FormatWriter(string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Guid.NewGuid():N}.tmp";
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
    }

    public long Position => _stream.Position;

    public void FourCc(string code) => _stream.Write(Encoding.ASCII.GetBytes(code));

    public void Byte(byte value) => _stream.WriteByte(value);

    public void Boolean(bool value) => _stream.WriteByte(value ? (byte)1 : (byte)0);

    public void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _stream.Write(bytes);
    }

    public void Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _stream.Write(bytes);
    }

    public void Single(float value) => Int32(BitConverter.SingleToInt32Bits(value));

    public void Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    public void Vector<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Int64(values.Length);
        Raw(values);
    }

    public void Raw<T>(ReadOnlySpan<T> values)
        where T : unmanaged => _stream.Write(MemoryMarshal.AsBytes(values));

    /// <summary>Writes over bytes written before.</summary>
    public void Rewrite(long position, ReadOnlySpan<byte> bytes)
    {
        long end = _stream.Position;
        _stream.Position = position;
        _stream.Write(bytes);
        _stream.Position = end;
    }

    /// <summary>Puts the file in place.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _done = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_done)
        {
            File.Delete(_temporary);
        }
    }
}
