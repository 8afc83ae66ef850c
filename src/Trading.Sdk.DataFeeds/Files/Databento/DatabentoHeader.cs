using System.Buffers.Binary;
using System.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>The metadata of a DBN file of version 1.</summary>
internal sealed class DatabentoHeader
{
    private const int PrefixBytes = 8;
    private const int FixedBytes = 100;
    private const int SymbolBytes = 22;
    private const int MetadataBytesMax = 64 << 20;

    private DatabentoHeader(string dataset, ushort schema, Dictionary<uint, string> symbols)
    {
        Dataset = dataset;
        Schema = schema;
        Symbols = symbols;
    }

    public string Dataset { get; }

    public ushort Schema { get; }

    /// <summary>Raw symbol by the instrument id of the records.</summary>
    public Dictionary<uint, string> Symbols { get; }

    public static DatabentoHeader Read(Stream stream, string name)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        int read = stream.ReadAtLeast(prefix, PrefixBytes, throwOnEndOfStream: false);
        if (read >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(prefix) == 0xFD2FB528)
        {
            throw new MarketDataFormatException(name, 0, "the file is zstd-compressed, for which .NET has no reader: decompress it first (zstd -d), or compress it with gzip");
        }

        if (read < PrefixBytes || !prefix[..3].SequenceEqual("DBN"u8))
        {
            throw new MarketDataFormatException(name, 0, "the file does not begin with 'DBN'");
        }

        if (prefix[3] != 1)
        {
            throw new MarketDataFormatException(name, 0, $"the file is of DBN version {prefix[3]}; version 1 is read");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(prefix[4..]);
        if (length is < FixedBytes or > MetadataBytesMax)
        {
            throw new MarketDataFormatException(name, 0, $"the metadata announce {length} bytes; expected {FixedBytes} to {MetadataBytesMax}");
        }

        // Read in pieces, so that a false length costs no more memory than the file is long.
        using var metadata = new MemoryStream();
        var piece = new byte[Math.Min(length, 64 << 10)];
        while (metadata.Length < length)
        {
            int count = stream.Read(piece, 0, (int)Math.Min(piece.Length, length - metadata.Length));
            if (count == 0)
            {
                throw new MarketDataFormatException(name, 0, $"the file ends in its metadata, after {metadata.Length} of {length} bytes");
            }

            metadata.Write(piece, 0, count);
        }

        try
        {
            return Parse(metadata.ToArray());
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new MarketDataFormatException(name, 0, "the metadata are shorter than their own counts", e);
        }
    }

    private static DatabentoHeader Parse(ReadOnlySpan<byte> bytes)
    {
        string dataset = Text(bytes[..16]);
        ushort schema = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        ReadOnlySpan<byte> rest = bytes[FixedBytes..];
        rest = rest[checked((int)(4 + Count(rest)))..];
        for (int list = 0; list < 3; list++)
        {
            rest = rest[checked((int)(4 + (Count(rest) * SymbolBytes)))..];
        }

        var symbols = new Dictionary<uint, string>();
        long mappings = Count(rest);
        rest = rest[4..];
        for (long i = 0; i < mappings; i++)
        {
            string symbol = Text(rest[..SymbolBytes]);
            long intervals = Count(rest[SymbolBytes..]);
            rest = rest[(SymbolBytes + 4)..];
            for (long j = 0; j < intervals; j++)
            {
                if (uint.TryParse(Text(rest.Slice(8, SymbolBytes)), out uint id))
                {
                    symbols[id] = symbol;
                }

                rest = rest[(8 + SymbolBytes)..];
            }
        }

        return new DatabentoHeader(dataset, schema, symbols);
    }

    private static long Count(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
