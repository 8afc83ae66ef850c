using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Journal;

/// <summary>
/// Bytes of a segment, little-endian. Header of 64: magic u64, version u32, header length u32, base sequence i64,
/// created i64 (ns), 28 reserved zeros, CRC32C of the 60 bytes before it u32. Record, 8-byte aligned: length u32 (24 +
/// payload), CRC32C u32, sequence i64, time i64 (ns), payload, zeros up to the alignment. A length of 0 is the end.
/// </summary>
internal static class SegmentFormat
{
    public const int HeaderBytes = 64;
    public const int RecordHeaderBytes = 24;
    public const int Version = 1;
    public const string Extension = ".journal";
    public const string UnfinishedExtension = ".journal-new";
    public const string IndexExtension = ".index";
    public const string LockFile = "journal.lock";

    private const ulong Magic = 0x314C4E524A4B4453; // "SDKJRNL1"

    public static string FileName(long baseSequence) => baseSequence.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    public static bool TryParseFileName(string path, out long baseSequence)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        baseSequence = 0;
        return name.Length == 20 + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name[..20], NumberStyles.None, CultureInfo.InvariantCulture, out baseSequence);
    }

    /// <summary>Bytes a record of this length takes, padding included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Footprint(long recordLength) => (recordLength + 7) & ~7L;

    public static void WriteHeader(Span<byte> header, long baseSequence, long createdNanos)
    {
        header[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], baseSequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], createdNanos);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32C(header[..60]));
    }

    /// <summary>Null when the header is that of segment <paramref name="baseSequence"/>; otherwise what is wrong with it.</summary>
    public static string? CheckHeader(ReadOnlySpan<byte> header, long baseSequence)
    {
        if (header.Length < HeaderBytes)
        {
            return $"expected a segment header of {HeaderBytes} bytes, found {header.Length}";
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
        {
            return "expected the magic bytes of a journal segment";
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[60..]) != Crc32C(header[..60]))
        {
            return "the checksum of the segment header does not match";
        }

        if (version != Version)
        {
            return $"expected segment version {Version}, found {version}";
        }

        long found = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        return found == baseSequence ? null : $"expected base sequence {baseSequence} as in the file's name, found {found}";
    }

    /// <summary>Encodes a record whose payload is two parts in a row; <paramref name="target"/> has its footprint.</summary>
    public static void WriteRecord(Span<byte> target, long sequence, long timeNanos, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = RecordHeaderBytes + first.Length + second.Length;
        target[^8..].Clear();
        first.CopyTo(target[RecordHeaderBytes..]);
        second.CopyTo(target[(RecordHeaderBytes + first.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], timeNanos);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Checksum(ref MemoryMarshal.GetReference(target), (uint)length));
    }

    /// <summary>Judges the bytes at <paramref name="record"/>, of which <paramref name="available"/> may be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RecordState Judge(ref byte record, long available, long expectedSequence, out uint length)
    {
        length = 0;
        if (available < 8)
        {
            return RecordState.Incomplete;
        }

        length = ReadUInt32(ref record);
        if (length < RecordHeaderBytes)
        {
            return length == 0 ? RecordState.End : RecordState.Bad;
        }

        if (Footprint(length) > available)
        {
            return RecordState.Incomplete;
        }

        return (long)ReadUInt64(ref Unsafe.Add(ref record, 8)) == expectedSequence && ReadUInt32(ref Unsafe.Add(ref record, 4)) == Checksum(ref record, length)
            ? RecordState.Valid
            : RecordState.Bad;
    }

    /// <summary>CRC32C over the length as a word, sequence, time and the payload's words with the padding: damage anywhere in the footprint is seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Checksum(ref byte record, uint length)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, (ulong)length);
        nint end = (nint)Footprint(length), i = 8;
        if (end >= StripedCrc32C.BytesMin + 8)
        {
            crc = StripedCrc32C.Append(crc, ref Unsafe.Add(ref record, 8), end - 8, out nint used);
            i += used;
        }

        for (; i < end; i += 8)
        {
            crc = BitOperations.Crc32C(crc, ReadUInt64(ref Unsafe.Add(ref record, i)));
        }

        return ~crc;
    }

    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64(ref byte at)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadUInt32(ref byte at)
    {
        uint value = Unsafe.ReadUnaligned<uint>(ref at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
