using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.Workbench.Books;

/// <summary>
/// The binary streams of the generators as a feed. L2DIFF01: see <see cref="L2BinaryReplay"/>. L3EVNT01: a 64-byte header (magic, u32
/// version, u32 record size 32, i64 events, u64 seed, u32 greatest order id), then records (i64 time, u32 order id, u32 new id, i32
/// price ticks, u32 quantity, u8 side 0 bid 1 ask, u8 type A add, D delete, X reduce, E execute, U replace), little-endian.
/// </summary>
internal sealed class GeneratedStreamFeed : IMarketDataFeed
{
    private const int HeaderBytes = 64, RecordBytes = 32, BlockRecords = 8192;

    private readonly string path;
    private readonly long snapshotRecords;

    public GeneratedStreamFeed(string path, bool orders, string? symbol)
    {
        this.path = path;
        IsOrders = orders;
        using FileStream stream = File.OpenRead(path);
        Span<byte> header = stackalloc byte[HeaderBytes];
        ReadOnlySpan<byte> magic = orders ? "L3EVNT01"u8 : "L2DIFF01"u8;
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header[..8].SequenceEqual(magic))
        {
            throw new MarketDataFormatException(path, 0, $"the file does not begin with an {System.Text.Encoding.ASCII.GetString(magic)} header");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]), recordSize = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        Int128 announced = orders ? Field(header, 16) : (Int128)Field(header, 32) + Field(header, 40);
        snapshotRecords = orders ? 0 : Field(header, 32);
        if (version != 1 || recordSize != RecordBytes || stream.Length - HeaderBytes != announced * RecordBytes)
        {
            throw new MarketDataFormatException(path, 0, $"the header has version {version}, record size {recordSize} and {announced} records, the file {stream.Length} bytes; expected version 1, record size {RecordBytes} and {HeaderBytes + (announced * RecordBytes)} bytes");
        }

        long tick = orders ? 1_000_000 : Field(header, 16), lot = orders ? 100_000_000 : Field(header, 24);
        if (tick <= 0 || lot <= 0)
        {
            throw new MarketDataFormatException(path, 0, $"the header has tick {tick} and lot {lot}; expected positive steps");
        }

        Instruments = new InstrumentTable(new Instrument(1, symbol ?? (orders ? "L3BIN" : "L2BIN"), tick * 0.00000001m, lot * 0.00000001m));
    }

    public InstrumentTable Instruments { get; }

    public bool IsOrders { get; }

    public long Messages { get; private set; }

    public long Updates { get; private set; }

    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        using FileStream stream = File.OpenRead(path);
        stream.Position = HeaderBytes;
        var bytes = new byte[RecordBytes * BlockRecords];
        var events = new List<MarketEvent>((2 * BlockRecords) + 1);
        Messages = Updates = 0;
        long index = 0;
        while (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var read && read > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            events.Clear();
            for (int offset = 0; offset + RecordBytes <= read; offset += RecordBytes, index++)
            {
                ReadOnlySpan<byte> record = bytes.AsSpan(offset, RecordBytes);
                if (IsOrders)
                {
                    AddOrder(events, record, index);
                }
                else
                {
                    AddLevel(events, record, index);
                }
            }

            sink.OnEvents(CollectionsMarshal.AsSpan(events));
        }

        return Task.CompletedTask;
    }

    private static long Field(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    private void AddLevel(List<MarketEvent> events, ReadOnlySpan<byte> record, long index)
    {
        bool snapshot = index < snapshotRecords, last = record[30] != 0;
        long time = Field(record, 0);
        if (index == 0)
        {
            events.Add(MarketEvent.Clear(1, time, MarketEventFlags.Snapshot));
        }

        Messages += last && !snapshot ? 1 : 0;
        Updates += snapshot ? 0 : 1;
        events.Add(MarketEvent.Level(1, record[28] switch { 0 => Side.Bid, 1 => Side.Ask, _ => throw Malformed(index, "side", record[28]) }, Field(record, 8), Field(record, 16), time, 0, (last ? MarketEventFlags.EndOfMessage : 0) | (snapshot ? MarketEventFlags.Snapshot : 0)));
    }

    private void AddOrder(List<MarketEvent> events, ReadOnlySpan<byte> record, long index)
    {
        Messages++;
        Updates++;
        long time = Field(record, 0);
        var e = new MarketEvent
        {
            InstrumentId = 1,
            Side = record[24] switch { 0 => Side.Bid, 1 => Side.Ask, _ => throw Malformed(index, "side", record[24]) },
            ExchangeTime = time,
            ReceiveTime = time,
            Id = BinaryPrimitives.ReadUInt32LittleEndian(record[8..]),
            Price = BinaryPrimitives.ReadInt32LittleEndian(record[16..]),
            Quantity = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]),
            Flags = MarketEventFlags.EndOfMessage,
        };
        switch (record[25])
        {
            case (byte)'A':
                events.Add(e with { Kind = MarketEventKind.OrderAdd });
                break;
            case (byte)'D':
                events.Add(e with { Kind = MarketEventKind.OrderDelete });
                break;
            case (byte)'X' or (byte)'E':
                // A reduction takes off a size as an execution does.
                events.Add(e with { Kind = MarketEventKind.OrderExecute });
                break;
            case (byte)'U':
                events.Add(e with { Kind = MarketEventKind.OrderDelete, Flags = MarketEventFlags.None });
                events.Add(e with { Kind = MarketEventKind.OrderAdd, Id = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]) });
                break;
            default:
                throw Malformed(index, "type", record[25]);
        }
    }

    private MarketDataFormatException Malformed(long index, string field, byte value) => new(path, 0, $"record {index} (offset {HeaderBytes + (index * RecordBytes)}) has {field} {value}");
}
