using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads Databento DBN files of version 1 with the schemas MBO (level 3) and MBP-1 (a book of one level, and trades), plain or
/// gzip. Prices are stored in the greatest common step of all prices in the file (a whole multiple of 1e-9), quantities in units.
/// </summary>
/// <remarks>
/// MBO: A adds, C takes its size off an order, M changes it (an unknown one is added), R clears, T is a trade with the side of
/// the aggressor; F repeats a trade from the resting side and is followed by its own C or M, so it is passed over. A message
/// ends with flag 0x80; snapshot records (0x20) form one message.
/// </remarks>
public sealed class DatabentoFeed : IMarketDataFeed
{
    private const long UndefinedPrice = long.MaxValue;
    private const int RecordHeaderBytes = 16;
    private const int MboBytes = 56;
    private const int Mbp1Bytes = 80;
    private const byte MboType = 0xA0;
    private const byte Mbp1Type = 0x01;
    private const byte FlagLast = 0x80;
    private const byte FlagSnapshot = 0x20;

    /// <summary>A record header that no file holds: type 0xEE is not assigned.</summary>
    private static readonly byte[] EndMark = [4, 0xEE, 0xFE, 0xFD, 0xFC, 0xFB, 0xFA, 0xF9, 0xF8, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE];

    private readonly string path;
    private readonly Dictionary<uint, Book> books = [];

    private DatabentoFeed(string path)
    {
        this.path = path;
        var steps = new SortedDictionary<uint, BigInteger>();
        DatabentoHeader header = Read((record, _) => NoteStep(steps, record));
        Schema = (DatabentoSchema)header.Schema;
        Dataset = header.Dataset;
        int id = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((uint number, BigInteger step) in steps)
        {
            long unit = step.IsZero ? 1 : (long)step;
            // Two numbers may stand for one symbol (a roll inside the file): the second is told apart by its number.
            string symbol = header.Symbols.GetValueOrDefault(number, FormattableString.Invariant($"{number}"));
            symbol = names.Add(symbol) ? symbol : FormattableString.Invariant($"{symbol}#{number}");
            var instrument = new Instrument(++id, symbol, unit * 0.000000001m, 1, header.Dataset);
            books.Add(number, new Book(instrument, unit));
        }

        Instruments = new InstrumentTable(books.Values.Select(b => b.Instrument));
    }

    /// <summary>The schema of the file.</summary>
    public DatabentoSchema Schema { get; }

    /// <summary>The dataset, e.g. GLBX.MDP3.</summary>
    public string Dataset { get; }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>What the last run has read; <see cref="ImportCounters.Messages"/> counts records.</summary>
    public ImportCounters Counters { get; private set; } = new();

    /// <summary>Opens a file and finds its instruments and their price steps.</summary>
    /// <exception cref="MarketDataFormatException">The file is not of this form; zstd files are told so.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DatabentoFeed Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DatabentoFeed(path);
    }

    /// <inheritdoc/>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Counters = new ImportCounters();
        foreach (Book book in books.Values)
        {
            book.Reset();
        }

        Read((record, _) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            Counters.Messages++;
            Book book = books[InstrumentOf(record)];
            if (record[1] == MboType)
            {
                book.TakeOrder(record, Counters, sink);
            }
            else
            {
                book.TakeQuote(record, Counters, sink);
            }
        });
        foreach (Book book in books.Values)
        {
            book.End(sink);
        }

        return Task.CompletedTask;
    }

    private static uint InstrumentOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);

    private static long Int64(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadInt64LittleEndian(record[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(record[offset..]);

    private static void NoteStep(SortedDictionary<uint, BigInteger> steps, ReadOnlySpan<byte> record)
    {
        uint number = InstrumentOf(record);
        BigInteger step = steps.GetValueOrDefault(number);
        Span<int> offsets = record[1] == MboType ? [24] : [16, 48, 56];
        foreach (int offset in offsets)
        {
            long price = Int64(record, offset);
            if (price is not (UndefinedPrice or 0) && (step.IsZero || price % (long)step != 0))
            {
                step = BigInteger.GreatestCommonDivisor(step, price);
            }
        }

        steps[number] = step > long.MaxValue ? BigInteger.One : step;
    }

    /// <summary>Walks the records. Other record types (instrument definitions, system messages) are counted only.</summary>
    private DatabentoHeader Read(RecordAction take)
    {
        using FileStream file = File.OpenRead(path);
        int first = file.ReadByte(), second = file.ReadByte();
        file.Position = 0;
        bool gzip = first == 0x1F && second == 0x8B, whole = !gzip;
        // GZipStream takes a file that ends early for a whole one: a further member behind it shows that all before it is there.
        using Stream stream = gzip ? new GZipStream(new MarkedEndStream(file, MarkedEndStream.Compress(EndMark)), CompressionMode.Decompress) : file;
        using var buffered = new BufferedStream(stream, 1 << 16);
        long offset = 0;
        try
        {
            DatabentoHeader header = DatabentoHeader.Read(buffered, path);
            if (header.Schema > 1)
            {
                throw new MarketDataFormatException(path, 0, $"the file is of schema {header.Schema}; MBO (0) and MBP-1 (1) are read");
            }

            var record = new byte[256 * 4];
            while (buffered.ReadAtLeast(record.AsSpan(0, RecordHeaderBytes), RecordHeaderBytes, throwOnEndOfStream: false) is var got && got > 0)
            {
                int length = record[0] * 4;
                if (gzip && got == RecordHeaderBytes && record.AsSpan(0, RecordHeaderBytes).SequenceEqual(EndMark))
                {
                    whole = true;
                    break;
                }

                if (got < RecordHeaderBytes || length < RecordHeaderBytes || buffered.ReadAtLeast(record.AsSpan(RecordHeaderBytes, length - RecordHeaderBytes), length - RecordHeaderBytes, throwOnEndOfStream: false) < length - RecordHeaderBytes)
                {
                    throw new MarketDataFormatException(path, 0, $"the record at offset {offset} behind the metadata is cut, or has a length of {length} bytes");
                }

                if (record[1] is MboType or Mbp1Type)
                {
                    if (length < (record[1] == MboType ? MboBytes : Mbp1Bytes))
                    {
                        throw new MarketDataFormatException(path, 0, $"the record at offset {offset} behind the metadata has {length} bytes, too few for its type {record[1]}");
                    }

                    try
                    {
                        take(record.AsSpan(0, length), offset);
                    }
                    catch (MarketDataFormatException e)
                    {
                        throw new MarketDataFormatException(path, 0, $"the record at offset {offset} behind the metadata: {e.Message}", e);
                    }
                }
                else
                {
                    Counters.Others++;
                }

                offset += length;
            }

            return whole ? header : throw new MarketDataFormatException(path, 0, "the gzip data end early");
        }
        catch (InvalidDataException e)
        {
            throw new MarketDataFormatException(path, 0, $"the gzip data are damaged at offset {offset} behind the metadata", e);
        }
    }

    private delegate void RecordAction(ReadOnlySpan<byte> record, long offset);

    /// <summary>The state of one instrument.</summary>
    private sealed class Book(Instrument instrument, long step)
    {
        private readonly Dictionary<long, (Side Side, long Price, long Quantity)> orders = [];
        private readonly List<MarketEvent> message = [];
        private (long Price, long Quantity) bid;
        private (long Price, long Quantity) ask;
        private bool inSnapshot;

        public Instrument Instrument => instrument;

        public void Reset()
        {
            orders.Clear();
            message.Clear();
            bid = ask = default;
            inSnapshot = false;
        }

        public void TakeOrder(ReadOnlySpan<byte> record, ImportCounters counters, IMarketEventSink sink)
        {
            byte flags = record[36];
            if (inSnapshot && (flags & FlagSnapshot) == 0)
            {
                End(sink);
            }

            inSnapshot = (flags & FlagSnapshot) != 0;
            MarketEvent e = Event(record, Int64(record, 40), UInt32(record, 52)) with
            {
                Side = SideOf(record[39]),
                Id = Int64(record, 16),
                Quantity = UInt32(record, 32),
                Flags = inSnapshot ? MarketEventFlags.Snapshot : MarketEventFlags.None,
            };
            long price = Int64(record, 24);
            counters.OrderEvents += inSnapshot ? 0 : 1;
            switch (record[38])
            {
                case (byte)'R':
                    orders.Clear();
                    counters.Snapshots += inSnapshot ? 1 : 0;
                    message.Add(e with { Kind = MarketEventKind.Clear, Side = Side.None, Id = 0, Quantity = 0 });
                    break;
                case (byte)'A':
                    Put(e with { Kind = MarketEventKind.OrderAdd, Price = Units(price) });
                    break;
                case (byte)'M':
                    counters.UnknownIds += orders.ContainsKey(e.Id) ? 0 : 1;
                    Put(e with { Kind = orders.ContainsKey(e.Id) ? MarketEventKind.OrderModify : MarketEventKind.OrderAdd, Price = Units(price) });
                    break;
                case (byte)'C':
                    Cancel(e, counters);
                    break;
                case (byte)'T':
                    counters.Trades++;
                    message.Add(e with { Kind = MarketEventKind.Trade, Price = Units(price) });
                    break;
                case (byte)'F' or (byte)'N':
                    break;
                default:
                    throw new MarketDataFormatException($"action '{(char)record[38]}'; expected A, C, M, R, T, F or N");
            }

            if ((flags & FlagLast) != 0)
            {
                End(sink);
            }
        }

        public void TakeQuote(ReadOnlySpan<byte> record, ImportCounters counters, IMarketEventSink sink)
        {
            MarketEvent e = Event(record, Int64(record, 32), UInt32(record, 44));
            if (record[28] == 'R')
            {
                bid = ask = default;
                message.Add(e with { Kind = MarketEventKind.Clear });
            }
            else if (record[28] == 'T')
            {
                counters.Trades++;
                message.Add(e with { Kind = MarketEventKind.Trade, Side = SideOf(record[29]), Price = Units(Int64(record, 16)), Quantity = UInt32(record, 24) });
            }

            Change(e, Side.Bid, ref bid, Int64(record, 48), UInt32(record, 64), UInt32(record, 72), counters);
            Change(e, Side.Ask, ref ask, Int64(record, 56), UInt32(record, 68), UInt32(record, 76), counters);
            if ((record[30] & FlagLast) != 0)
            {
                End(sink);
            }
        }

        public void End(IMarketEventSink sink)
        {
            if (message.Count > 0)
            {
                message[^1] = message[^1] with { Flags = message[^1].Flags | MarketEventFlags.EndOfMessage };
                sink.OnEvents(CollectionsMarshal.AsSpan(message));
                message.Clear();
            }
        }

        private static Side SideOf(byte side) => side switch
        {
            (byte)'B' => Side.Bid,
            (byte)'A' => Side.Ask,
            (byte)'N' => Side.None,
            _ => throw new MarketDataFormatException($"side '{(char)side}'; expected A, B or N"),
        };

        private MarketEvent Event(ReadOnlySpan<byte> record, long receiveTime, uint sequence) => new()
        {
            InstrumentId = instrument.Id,
            ExchangeTime = Int64(record, 8),
            ReceiveTime = receiveTime,
            Sequence = sequence,
            SourceId = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]),
        };

        private void Put(MarketEvent e)
        {
            if (e.Side == Side.None || e.Quantity == 0)
            {
                throw new MarketDataFormatException($"order {e.Id} has side {e.Side} and size {e.Quantity}");
            }

            orders[e.Id] = (e.Side, e.Price, e.Quantity);
            message.Add(e);
        }

        private void Cancel(MarketEvent e, ImportCounters counters)
        {
            if (!orders.TryGetValue(e.Id, out (Side Side, long Price, long Quantity) order))
            {
                counters.UnknownIds++;
                return;
            }

            long left = order.Quantity - e.Quantity;
            if (left > 0)
            {
                orders[e.Id] = (order.Side, order.Price, left);
                message.Add(e with { Kind = MarketEventKind.OrderModify, Side = order.Side, Price = order.Price, Quantity = left });
            }
            else
            {
                orders.Remove(e.Id);
                message.Add(e with { Kind = MarketEventKind.OrderDelete, Side = order.Side, Price = order.Price, Quantity = 0 });
            }
        }

        private void Change(MarketEvent e, Side side, ref (long Price, long Quantity) level, long rawPrice, long quantity, uint count, ImportCounters counters)
        {
            long price = rawPrice == UndefinedPrice ? 0 : Units(rawPrice);
            quantity = rawPrice == UndefinedPrice ? 0 : quantity;
            if (level.Quantity > 0 && (level.Price != price || quantity == 0))
            {
                counters.LevelUpdates++;
                message.Add(e with { Kind = MarketEventKind.Level, Side = side, Price = level.Price, Quantity = 0 });
            }

            if (quantity > 0 && level != (price, quantity))
            {
                counters.LevelUpdates++;
                message.Add(e with { Kind = MarketEventKind.Level, Side = side, Price = price, Quantity = quantity, Count = (int)Math.Min(count, int.MaxValue) });
            }

            level = (price, quantity);
        }

        private long Units(long price) => price == UndefinedPrice ? throw new MarketDataFormatException("a price is missing") : price / step;
    }
}
