using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads and writes one-dimensional NumPy arrays (.npy, format versions 1 to 3): columns of numbers, and whole event streams as
/// structured arrays whose fields are those of <see cref="MarketEvent"/>. Little-endian, C order.
/// </summary>
/// <remarks>Specification: NumPy, "The .npy format" (numpy.lib.format).</remarks>
public static partial class NpyFile
{
    /// <summary>The structured type of events: the layout of <see cref="MarketEvent"/>, byte for byte.</summary>
    public const string EventType = "[('kind', '|u1'), ('side', '|u1'), ('flags', '<u2'), ('source_id', '<u2'), ('participant_id', '<u2'), ('instrument_id', '<i4'), ('count', '<i4'), ('exchange_time', '<i8'), ('receive_time', '<i8'), ('price', '<i8'), ('quantity', '<i8'), ('sequence', '<i8'), ('id', '<i8')]";

    private const int HeaderBytesMax = 1 << 20;

    /// <summary>Writes a column.</summary>
    /// <typeparam name="T">byte, short, ushort, int, uint, long, ulong, float or double.</typeparam>
    public static void Write<T>(string path, ReadOnlySpan<T> column)
        where T : unmanaged => Write(path, "'" + TypeOf<T>() + "'", MemoryMarshal.AsBytes(column), column.Length);

    /// <summary>Reads a column.</summary>
    /// <typeparam name="T">The type it was written with.</typeparam>
    /// <exception cref="MarketDataFormatException">No .npy file of that type and one dimension, or cut.</exception>
    public static T[] Read<T>(string path)
        where T : unmanaged
    {
        using FileStream file = File.OpenRead(path);
        return ReadArray<T>(file, path, "'" + TypeOf<T>() + "'");
    }

    /// <summary>Writes events as one structured array: <c>numpy.load(path)["price"]</c>. Prices and quantities stay whole numbers of increments.</summary>
    public static void WriteEvents(string path, ReadOnlySpan<MarketEvent> events) => Write(path, EventType, MemoryMarshal.AsBytes(events), events.Length);

    /// <summary>Reads events that <see cref="WriteEvents"/> or NumPy wrote with <see cref="EventType"/>.</summary>
    /// <exception cref="MarketDataFormatException">No .npy file of that type, or cut.</exception>
    public static MarketEvent[] ReadEvents(string path)
    {
        using FileStream file = File.OpenRead(path);
        return ReadArray<MarketEvent>(file, path, EventType);
    }

    internal static void Write(string path, string type, ReadOnlySpan<byte> bytes, long count)
    {
        using FileStream file = File.Create(path);
        WriteHeader(file, type, count);
        file.Write(bytes);
    }

    internal static void WriteHeader(Stream stream, string type, long count)
    {
        string dictionary = string.Create(CultureInfo.InvariantCulture, $"{{'descr': {type}, 'fortran_order': False, 'shape': ({count},), }}");
        // The data begin at a multiple of 64 bytes; the header ends with a line feed.
        int padding = 64 - ((10 + dictionary.Length + 1) % 64);
        byte[] header = Encoding.ASCII.GetBytes(dictionary + new string(' ', padding % 64) + "\n");
        Span<byte> prefix = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], (ushort)header.Length);
        stream.Write(prefix);
        stream.Write(header);
    }

    internal static T[] ReadArray<T>(Stream stream, string name, string type)
        where T : unmanaged
    {
        long count = ReadHeader(stream, name, out string found);
        if (!string.Equals(found.Replace(" ", string.Empty, StringComparison.Ordinal), type.Replace(" ", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal))
        {
            throw new MarketDataFormatException(name, 0, $"the array is of type {found}; expected {type}");
        }

        // Grown as data come, so that a false count costs no more memory than the file is long.
        var result = new T[Math.Min(count, 65_536)];
        long read = 0;
        while (read < count)
        {
            if (read == result.Length)
            {
                Array.Resize(ref result, (int)Math.Min(Math.Min(count, result.Length * 2L), Array.MaxLength));
            }

            Span<byte> target = MemoryMarshal.AsBytes(result.AsSpan((int)read));
            int got = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            if (got < target.Length)
            {
                throw new MarketDataFormatException(name, 0, $"the file announces {count} elements and ends after {read + (got / Marshal.SizeOf<T>())}");
            }

            read = result.Length;
        }

        return result;
    }

    private static long ReadHeader(Stream stream, string name, out string type)
    {
        Span<byte> prefix = stackalloc byte[12];
        if (stream.ReadAtLeast(prefix[..10], 10, throwOnEndOfStream: false) < 10 || !prefix[..6].SequenceEqual((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']) || prefix[6] is < 1 or > 3)
        {
            throw new MarketDataFormatException(name, 0, "the file does not begin with the magic bytes of .npy, version 1 to 3");
        }

        long length = BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]);
        if (prefix[6] > 1)
        {
            length = stream.ReadAtLeast(prefix[10..], 2, throwOnEndOfStream: false) == 2 ? BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]) : 0;
        }

        if (length is < 10 or > HeaderBytesMax)
        {
            throw new MarketDataFormatException(name, 0, $"the header announces {length} bytes; expected 10 to {HeaderBytesMax}");
        }

        var header = new byte[length];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new MarketDataFormatException(name, 0, "the file ends in its header");
        }

        string text = Encoding.UTF8.GetString(header);
        Match descr = DescrPattern().Match(text), order = OrderPattern().Match(text), shape = ShapePattern().Match(text);
        if (!descr.Success || !order.Success || !shape.Success || !long.TryParse(shape.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count > Array.MaxLength)
        {
            throw new MarketDataFormatException(name, 0, $"the header '{text[..Math.Min(text.Length, 120)].Trim()}' does not describe a one-dimensional array in C order");
        }

        type = descr.Groups["type"].Value;
        return count;
    }

    private static string TypeOf<T>() => default(T) switch
    {
        byte => "|u1",
        short => "<i2",
        ushort => "<u2",
        int => "<i4",
        uint => "<u4",
        long => "<i8",
        ulong => "<u8",
        float => "<f4",
        double => "<f8",
        _ => throw new NotSupportedException($"Columns of {typeof(T)} are not written."),
    };

    [GeneratedRegex(@"'descr'\s*:\s*(?<type>'[^']*'|\[[^\]]*\])", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DescrPattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*False", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(\s*(?<count>\d+)\s*,\s*\)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShapePattern();
}
