using System.Buffers.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Replays raw recordings of Binance streams, lines of <c>receive-time-in-nanoseconds JSON</c> (or of JSON alone) with the REST
/// snapshots at the places where they arrived, through the decoder and synchroniser of the live feed. Several files continue one another.
/// Trades, tickers, mark prices, funding, forced orders, open interest and closed candles are passed on as they come; the partial depth
/// of a recording only while no message of the whole book has come.
/// </summary>
public sealed class BinanceRecordingFeed : IMarketDataFeed
{
    private readonly string[] files;
    private readonly BinanceDecoder decoder;
    private readonly bool refuseOtherSymbols;
    private readonly BinanceRecordedInstrument recorded;

    private BinanceRecordingFeed(string[] files, BinanceRecordingOptions options, Instrument instrument)
    {
        this.files = files;
        refuseOtherSymbols = options.Symbol is null;
        Instrument = instrument;
        Instruments = new InstrumentTable(instrument);
        decoder = new BinanceDecoder(options.Venue, instrument);
        recorded = new BinanceRecordedInstrument(instrument, options.Venue);
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>The recorded instrument.</summary>
    public Instrument Instrument { get; }

    /// <summary>The synchroniser, for its state and counters.</summary>
    public BinanceDepthSynchronizer Synchronizer => recorded.Synchronizer;

    /// <summary>Level quantities that were no multiple of the lot and were rounded to the nearest.</summary>
    public long RoundedQuantities => decoder.RoundedQuantities;

    /// <summary>Lines read so far.</summary>
    public long Messages { get; private set; }

    /// <summary>Well-formed lines of other symbols or of types without market data.</summary>
    public long OtherMessages { get; private set; }

    /// <summary>Opens recordings; the symbol is looked up in the first lines.</summary>
    /// <param name="options">Venue, increments, symbol.</param>
    /// <param name="files">Files in the order of time, plain or gzip.</param>
    /// <exception cref="MarketDataFormatException">The first file names no symbol in its first 1,000 lines, or is malformed.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static BinanceRecordingFeed Open(BinanceRecordingOptions options, params ReadOnlySpan<string> files)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (files.Length == 0)
        {
            throw new ArgumentException("At least one file is needed.", nameof(files));
        }

        foreach (string file in files)
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"{file}: there is no such file", file);
            }
        }

        string symbol = options.Symbol ?? FindSymbol(files[0]);
        // Levels far from the touch hold remainders of orders older than today's lot size.
        var instrument = new Instrument(options.InstrumentId, symbol, options.Tick, options.Lot, "BINANCE") { QuantityOffGrid = OffGridPolicy.Round };
        return new BinanceRecordingFeed(files.ToArray(), options, instrument);
    }

    /// <inheritdoc/>
    /// <exception cref="MarketDataFormatException">A line is malformed or of another market, or a file ends early; the message names file and line.</exception>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        foreach (string file in files)
        {
            using Utf8LineReader reader = Utf8LineReader.Open(file);
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                if ((reader.LineNumber & 1023) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                try
                {
                    Messages++;
                    Take(line, sink);
                }
                catch (MarketDataFormatException e)
                {
                    throw new MarketDataFormatException(file, reader.LineNumber, e.Message, e);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static string FindSymbol(string file)
    {
        using Utf8LineReader reader = Utf8LineReader.Open(file);
        while (reader.LineNumber < 1000 && reader.TryRead(out ReadOnlySpan<byte> line))
        {
            try
            {
                if (BinanceDecoder.FindSymbol(Split(line, out _)) is { } symbol)
                {
                    return symbol;
                }
            }
            catch (MarketDataFormatException e)
            {
                throw new MarketDataFormatException(file, reader.LineNumber, e.Message, e);
            }
        }

        throw new MarketDataFormatException(file, 0, "no message of the first 1,000 names a symbol: this is no raw Binance recording");
    }

    /// <summary>Splits a line into receive time and JSON; a line of JSON alone has no receive time (0).</summary>
    private static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> line, out long receiveTime)
    {
        if (line.Length > 0 && line[0] == '{')
        {
            receiveTime = 0;
            return line;
        }

        if (!Utf8Parser.TryParse(line, out receiveTime, out int used) || used == 0 || used >= line.Length || line[used] != ' ')
        {
            throw new MarketDataFormatException("the line does not begin with a receive time in nanoseconds and a space");
        }

        return line[(used + 1)..];
    }

    private void Take(ReadOnlySpan<byte> line, IMarketEventSink sink)
    {
        BinanceMessage message = decoder.Decode(Split(line, out long receiveTime), receiveTime);
        if (message.Instrument is null || !recorded.Take(message, sink))
        {
            OtherMessages++;
            if (refuseOtherSymbols && BinanceDecoder.FindSymbol(Split(line, out _)) is { } symbol && symbol != Instrument.Symbol)
            {
                throw new MarketDataFormatException($"a message of {symbol} in a recording of {Instrument.Symbol}: say which symbol to replay");
            }
        }
    }
}
