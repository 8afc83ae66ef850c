using System.IO.Compression;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads and writes the 64-byte event array of hftbacktest: a .npy file, or a .npz file with the array <c>data</c>, of
/// (ev u64, exch_ts i64, local_ts i64, px f64, qty f64, order_id u64, ival i64, fval f64). Times in nanoseconds, prices and
/// quantities in the instrument's whole units as doubles.
/// </summary>
/// <remarks>
/// Low bits of ev: 1 depth, 2 trade, 3 depth clear, 4 depth snapshot, 5 best quote, 10 add, 11 cancel, 12 modify, 13 fill of an
/// order; flags: 2^31 processed by the exchange, 2^30 by the local side, 2^29 buy, 2^28 sell. Rows with the same times form one
/// message, as the format marks no ends. Rows without the local flag, and events of other kinds, are passed over.
/// </remarks>
public static class HftBacktestFile
{
    private const string ArrayType = "[('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8'), ('qty', '<f8'), ('order_id', '<u8'), ('ival', '<i8'), ('fval', '<f8')]";
    private const ulong ExchangeFlag = 1ul << 31, LocalFlag = 1ul << 30, BuyFlag = 1ul << 29, SellFlag = 1ul << 28;

    /// <summary>Reads a file as events of an instrument.</summary>
    /// <param name="path">.npy or .npz.</param>
    /// <param name="instrument">Its increments are the grid on which prices and quantities must lie (to 1e-6 of a step).</param>
    /// <exception cref="MarketDataFormatException">Not of this form, cut, or a number off the grid; the row is named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MarketEvent[] Read(string path, Instrument instrument)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(instrument);
        Row[] rows = ReadRows(path);
        var events = new List<MarketEvent>(rows.Length);
        double priceStep = (double)instrument.Price.Value, quantityStep = (double)instrument.Quantity.Value;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly Row row = ref rows[i];
            if ((row.Event & LocalFlag) == 0 || Kind(row.Event & 0xFF) is not { } kind)
            {
                continue;
            }

            if (events.Count > 0 && (events[^1].ExchangeTime != row.ExchangeTime || events[^1].ReceiveTime != row.LocalTime || events[^1].Kind == MarketEventKind.Trade || kind == MarketEventKind.Trade))
            {
                events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
            }

            bool clear = kind == MarketEventKind.Clear;
            events.Add(new MarketEvent
            {
                Kind = kind,
                Side = (row.Event & BuyFlag) != 0 ? Side.Bid : (row.Event & SellFlag) != 0 ? Side.Ask : Side.None,
                Flags = (row.Event & 0xFF) == 4 ? MarketEventFlags.Snapshot : MarketEventFlags.None,
                InstrumentId = instrument.Id,
                ExchangeTime = row.ExchangeTime,
                ReceiveTime = row.LocalTime,
                Price = clear ? 0 : Units(row.Price, priceStep, path, i),
                Quantity = clear ? 0 : Units(row.Quantity, quantityStep, path, i),
                Id = (long)row.OrderId,
            });
        }

        if (events.Count > 0)
        {
            events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
        }

        return [.. events];
    }

    /// <summary>Writes events of one instrument; a .npz extension makes a compressed archive with the array <c>data</c>.</summary>
    /// <param name="path">.npy or .npz.</param>
    /// <param name="instrument">Events of other instruments, and kinds the format does not know, are left out.</param>
    /// <param name="events">In order.</param>
    /// <returns>Rows written.</returns>
    public static int Write(string path, Instrument instrument, ReadOnlySpan<MarketEvent> events)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(instrument);
        var rows = new List<Row>(events.Length);
        foreach (ref readonly MarketEvent e in events)
        {
            ulong code = e.InstrumentId == instrument.Id ? Code(in e) : 0;
            if (code != 0)
            {
                rows.Add(new Row
                {
                    Event = code | ExchangeFlag | LocalFlag | (e.Side == Side.Bid ? BuyFlag : e.Side == Side.Ask ? SellFlag : 0),
                    ExchangeTime = e.ExchangeTime,
                    LocalTime = e.ReceiveTime,
                    Price = instrument.PriceToDouble(e.Price),
                    Quantity = instrument.QuantityToDouble(e.Quantity),
                    OrderId = (ulong)e.Id,
                });
            }
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows));
        if (!path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            NpyFile.Write(path, ArrayType, bytes, rows.Count);
            return rows.Count;
        }

        using FileStream file = File.Create(path);
        using var archive = new ZipArchive(file, ZipArchiveMode.Create);
        using Stream entry = archive.CreateEntry("data.npy").Open();
        NpyFile.WriteHeader(entry, ArrayType, rows.Count);
        entry.Write(bytes);
        return rows.Count;
    }

    private static Row[] ReadRows(string path)
    {
        using FileStream file = File.OpenRead(path);
        int first = file.ReadByte(), second = file.ReadByte();
        file.Position = 0;
        if (first != 'P' || second != 'K')
        {
            return NpyFile.ReadArray<Row>(file, path, ArrayType);
        }

        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry entry = archive.GetEntry("data.npy") ?? throw new MarketDataFormatException(path, 0, "the archive has no array 'data'");
            using Stream stream = entry.Open();
            return NpyFile.ReadArray<Row>(stream, path, ArrayType);
        }
        catch (InvalidDataException e)
        {
            throw new MarketDataFormatException(path, 0, $"the archive is damaged: {e.Message}", e);
        }
    }

    private static MarketEventKind? Kind(ulong code) => code switch
    {
        1 or 4 => MarketEventKind.Level,
        2 => MarketEventKind.Trade,
        3 => MarketEventKind.Clear,
        5 => MarketEventKind.BestQuote,
        10 => MarketEventKind.OrderAdd,
        11 => MarketEventKind.OrderDelete,
        12 => MarketEventKind.OrderModify,
        13 => MarketEventKind.OrderExecute,
        _ => null,
    };

    private static ulong Code(in MarketEvent e) => e.Kind switch
    {
        MarketEventKind.Level => e.IsSnapshot ? 4ul : 1,
        MarketEventKind.Trade => 2,
        MarketEventKind.Clear => 3,
        MarketEventKind.BestQuote => 5,
        MarketEventKind.OrderAdd => 10,
        MarketEventKind.OrderDelete => 11,
        MarketEventKind.OrderModify => 12,
        MarketEventKind.OrderExecute => 13,
        _ => 0,
    };

    private static long Units(double value, double step, string path, long row)
    {
        double units = value / step, rounded = Math.Round(units);
        return Math.Abs(units - rounded) <= 1e-6 * Math.Max(1, Math.Abs(units) * 1e-6) && Math.Abs(rounded) < 9e18
            ? (long)rounded
            : throw new MarketDataFormatException(path, 0, FormattableString.Invariant($"row {row}: {value} is no multiple of {step}"));
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Row
    {
        public ulong Event;
        public long ExchangeTime;
        public long LocalTime;
        public double Price;
        public double Quantity;
        public ulong OrderId;
        public long IntegerValue;
        public double FloatValue;
    }
}
