using System.Globalization;
using System.IO.Compression;
using System.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Replays files of Binance's bulk history (data.binance.vision): zip archives of one CSV file, or that CSV itself. Trades come as
/// events, candles as bars. A header line, as futures files have it, is passed over.
/// </summary>
/// <remarks>
/// Columns, as the venue documents them: trades id, price, qty, quoteQty, time, isBuyerMaker[, isBestMatch]; aggregate trades id,
/// price, quantity, first id, last id, time, isBuyerMaker[, isBestMatch]; candles as over REST. Times are milliseconds, in spot
/// files since 2025 microseconds.
/// </remarks>
public sealed class BinanceBulkFeed : IMarketDataFeed
{
    private const int Batch = 512;
    private readonly string[] files;
    private readonly Instrument instrument;
    private readonly BinanceBulkKind kind;

    /// <summary>Creates a feed over files in the order of time.</summary>
    /// <param name="instrument">Whose files they are.</param>
    /// <param name="kind">What they hold.</param>
    /// <param name="files">At least one.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public BinanceBulkFeed(Instrument instrument, BinanceBulkKind kind, params ReadOnlySpan<string> files)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!Enum.IsDefined(kind) || files.Length == 0)
        {
            throw new ArgumentException("A named kind and at least one file are needed.", nameof(files));
        }

        foreach (string file in files)
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"{file}: there is no such file", file);
            }
        }

        this.instrument = instrument;
        this.kind = kind;
        this.files = files.ToArray();
        Instruments = new InstrumentTable(instrument);
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>Where a daily file lies below the root of the bulk history.</summary>
    /// <param name="venue">The market.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="symbol">As the venue writes it.</param>
    /// <param name="day">Its day.</param>
    /// <param name="interval">Interval of candles; else not looked at.</param>
    public static string DailyPath(BinanceVenue venue, BinanceBulkKind kind, string symbol, DateOnly day, string interval = "1m")
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentException.ThrowIfNullOrEmpty(interval);
        string market = venue switch { BinanceVenue.Spot => "spot", BinanceVenue.UsdMFutures => "futures/um", _ => "futures/cm" };
        string date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return kind switch
        {
            BinanceBulkKind.Trades => $"data/{market}/daily/trades/{symbol}/{symbol}-trades-{date}.zip",
            BinanceBulkKind.AggregateTrades => $"data/{market}/daily/aggTrades/{symbol}/{symbol}-aggTrades-{date}.zip",
            _ => $"data/{market}/daily/klines/{symbol}/{interval}/{symbol}-{interval}-{date}.zip",
        };
    }

    /// <inheritdoc/>
    /// <exception cref="MarketDataFormatException">A line or an archive is not of the documented form; the message names file and line.</exception>
    public async Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        foreach (string file in files)
        {
            try
            {
                FileStream stream = File.OpenRead(file);
                await using (stream.ConfigureAwait(false))
                {
                    await ReadFileAsync(file, stream, sink, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (InvalidDataException e)
            {
                throw new MarketDataFormatException(file, 0, $"the archive is damaged ({e.Message})", e);
            }
        }
    }

    private static bool IsZip(FileStream stream)
    {
        Span<byte> magic = stackalloc byte[2];
        bool isZip = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic.SequenceEqual("PK"u8);
        stream.Position = 0;
        return isZip;
    }

    private async Task ReadFileAsync(string file, FileStream stream, IMarketEventSink sink, CancellationToken cancellationToken)
    {
        if (!IsZip(stream))
        {
            await ReadAsync(file, stream, sink, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        ZipArchiveEntry entry = archive.Entries.Count == 1 ? archive.Entries[0] : throw new MarketDataFormatException(file, 0, $"the archive holds {archive.Entries.Count} files instead of one");
        Stream content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await ReadAsync(file, content, sink, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(string file, Stream stream, IMarketEventSink sink, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var trades = new MarketEvent[Batch];
        var bars = new Bar[Batch];
        int count = 0;
        long line = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text)
        {
            line++;
            if (text.Length == 0 || (line == 1 && char.IsAsciiLetter(text[0])))
            {
                continue;
            }

            try
            {
                Read(text.Split(','), out trades[count], out bars[count]);
            }
            catch (MarketDataFormatException e)
            {
                throw new MarketDataFormatException(file, line, e.Message, e);
            }

            if (++count == Batch)
            {
                Deliver(sink, trades, bars, count);
                count = 0;
            }
        }

        Deliver(sink, trades, bars, count);
    }

    private void Deliver(IMarketEventSink sink, MarketEvent[] trades, Bar[] bars, int count)
    {
        if (count == 0)
        {
            return;
        }

        if (kind == BinanceBulkKind.Klines)
        {
            sink.OnBars(bars.AsSpan(0, count));
        }
        else
        {
            sink.OnEvents(trades.AsSpan(0, count));
        }
    }

    private void Read(string[] row, out MarketEvent trade, out Bar bar)
    {
        (int least, int most) = kind switch { BinanceBulkKind.Trades => (6, 7), BinanceBulkKind.AggregateTrades => (7, 8), _ => (11, 12) };
        if (row.Length < least || row.Length > most)
        {
            throw new MarketDataFormatException($"the line has {row.Length} fields instead of {least} or {most}");
        }

        trade = kind switch
        {
            BinanceBulkKind.Trades => BinanceRows.Trade(instrument, row[0], row[1], row[2], row[4], row[5]),
            BinanceBulkKind.AggregateTrades => BinanceRows.AggregateTrade(instrument, row[0], row[1], row[2], row[3], row[4], row[5], row[6]),
            _ => default,
        };
        bar = kind == BinanceBulkKind.Klines ? BinanceRows.Kline(instrument, row) : default;
    }
}
