using System.Globalization;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads LOBSTER files, plain or gzip, by their public description: the message file alone as level 3, or with its order book file as
/// level 2 (the book of the stated depth after each message). Prices are in 1/10,000 dollar, quantities in shares.
/// </summary>
/// <remarks>
/// Message: time (seconds after midnight), type, order id, size, price, direction (1 buy, −1 sell, of the resting order). Types: 1 new,
/// 2 partial cancellation of size, 3 deletion, 4 visible execution, 5 hidden execution, 6 auction trade, 7 halt (price −1 halted,
/// 0 quoting, 1 trading). Order book: ask price, ask size, bid price, bid size per level; ±9999999999 = no level. Level 3 starts
/// without the orders of before the first line: their later events are unknown ids. The last level of a book row is given out as any
/// other; one that leaves the stated depth is removed though it may still exist.
/// </remarks>
public sealed class LobsterFeed : IMarketDataFeed
{
    private const long NoPrice = 9_999_999_999;

    private readonly string messageFile;
    private readonly string? bookFile;
    private readonly long midnight;
    private readonly Instrument instrument;

    private LobsterFeed(string messageFile, string? bookFile, long midnight, Instrument instrument)
    {
        this.messageFile = messageFile;
        this.bookFile = bookFile;
        this.midnight = midnight;
        this.instrument = instrument;
        Instruments = new InstrumentTable(instrument);
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>What the last run has read.</summary>
    public ImportCounters Counters { get; private set; } = new();

    /// <summary>Opens a message file and, optionally, its order book file.</summary>
    /// <exception cref="ArgumentException">Neither options nor file name tell day and symbol.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LobsterFeed Open(string messageFile, string? bookFile = null, LobsterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageFile);
        options ??= new LobsterOptions();
        string[] parts = Path.GetFileName(messageFile).Split('_');
        DateOnly? named = parts.Length > 1 && DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly parsed) ? parsed : null;
        DateOnly date = options.Date ?? named ?? throw new ArgumentException($"The file name '{Path.GetFileName(messageFile)}' is not SYMBOL_YYYY-MM-DD_…: state the day.", nameof(options));
        foreach (string file in bookFile is null ? [messageFile] : new[] { messageFile, bookFile })
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"{file}: there is no such file", file);
            }
        }

        long dayStart = Timestamp.FromDateTimeOffset(new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), options.UtcOffset));
        return new LobsterFeed(messageFile, bookFile, dayStart, new Instrument(1, options.Symbol ?? parts[0], 0.0001m, 1, "NASDAQ"));
    }

    /// <inheritdoc/>
    /// <exception cref="MarketDataFormatException">A line is malformed, or the files have different numbers of lines; the message names file and line.</exception>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Counters = new ImportCounters();
        var symbols = new Dictionary<string, CaptureInstrument>(StringComparer.Ordinal);
        var output = new CaptureOutput(symbols, Counters, sink);
        CaptureInstrument symbol = output.Symbol(instrument.Symbol);
        var orders = new Dictionary<long, long>();
        var book = new Dictionary<(Side, long), long>();
        using Utf8LineReader? rows = bookFile is null ? null : Utf8LineReader.Open(bookFile);
        CsvFeedPasses.ForEachLine(messageFile, (line, _) =>
        {
            Counters.Messages++;
            long time = rows is null ? TakeOrder(line, orders, output) : TakeTrade(line, output);
            if (rows is not null)
            {
                output.End();
                TakeRow(rows, symbol, time, book, output);
            }

            output.End();
        }, cancellationToken);
        if (rows is not null && rows.TryRead(out ReadOnlySpan<byte> more) && more.Length > 0)
        {
            throw new MarketDataFormatException(bookFile!, rows.LineNumber, "the order book file has more lines than the message file");
        }

        if (Counters.Messages == 0)
        {
            throw new MarketDataFormatException(messageFile, 0, "the file holds no message");
        }

        return Task.CompletedTask;
    }

    private MarketEvent Parse(ReadOnlySpan<byte> line, out long type)
    {
        Span<Range> fields = stackalloc Range[8];
        int count = CsvFields.Split(line, fields);
        if (count < 6)
        {
            throw new MarketDataFormatException($"the message has {count} fields; expected time,type,id,size,price,direction");
        }

        type = CsvFields.Integer(line[fields[1]]);
        long size = CsvFields.Integer(line[fields[3]]), direction = CsvFields.Integer(line[fields[5]]);
        if (type is < 1 or > 7 || (type <= 5 && (direction is not (1 or -1) || size < 1)))
        {
            throw new MarketDataFormatException($"type {type}, size {size}, direction {direction}; expected type 1 to 7, a positive size, direction 1 or -1");
        }

        long time = midnight + IsoTime.ParseSeconds(line[fields[0]]);
        return new MarketEvent
        {
            InstrumentId = instrument.Id,
            Side = direction == 1 ? Side.Bid : Side.Ask,
            ExchangeTime = time,
            ReceiveTime = time,
            Price = CsvFields.Integer(line[fields[4]]),
            Quantity = size,
            Id = CsvFields.Integer(line[fields[2]]),
        };
    }

    private long TakeOrder(ReadOnlySpan<byte> line, Dictionary<long, long> orders, CaptureOutput output)
    {
        MarketEvent e = Parse(line, out long type);
        bool known = orders.TryGetValue(e.Id, out long left);
        switch (type)
        {
            case 1:
                orders[e.Id] = e.Quantity;
                output.Add(e with { Kind = MarketEventKind.OrderAdd });
                break;
            case 2 or 3 or 4 when !known:
                Counters.UnknownIds++;
                if (type == 4)
                {
                    output.Add(TradeOf(e, type));
                }

                break;
            case 2 or 4:
                left -= e.Quantity;
                if (left > 0)
                {
                    orders[e.Id] = left;
                }
                else
                {
                    orders.Remove(e.Id);
                }

                if (type == 4)
                {
                    output.Add(TradeOf(e, type));
                    output.Add(e with { Kind = MarketEventKind.OrderExecute });
                }
                else
                {
                    output.Add(left > 0 ? e with { Kind = MarketEventKind.OrderModify, Quantity = left } : e with { Kind = MarketEventKind.OrderDelete, Quantity = 0 });
                }

                break;
            case 3:
                orders.Remove(e.Id);
                output.Add(e with { Kind = MarketEventKind.OrderDelete, Quantity = 0 });
                break;
            default:
                output.Add(TradeOf(e, type));
                break;
        }

        return e.ExchangeTime;
    }

    private long TakeTrade(ReadOnlySpan<byte> line, CaptureOutput output)
    {
        MarketEvent e = Parse(line, out long type);
        if (type >= 4)
        {
            output.Add(TradeOf(e, type));
        }

        return e.ExchangeTime;
    }

    /// <summary>An execution as a trade (the aggressor is the other side), or the change of status.</summary>
    private static MarketEvent TradeOf(MarketEvent e, long type) => type switch
    {
        7 => e with { Kind = MarketEventKind.Status, Side = Side.None, Quantity = 0, Id = (long)(e.Price == -1 ? TradingStatus.Halted : e.Price == 0 ? TradingStatus.PreOpen : TradingStatus.Trading), Price = 0 },
        6 => e with { Kind = MarketEventKind.Trade, Side = Side.None },
        _ => e with { Kind = MarketEventKind.Trade, Side = e.Side.Opposite(), Flags = type == 5 ? MarketEventFlags.Hidden : MarketEventFlags.None },
    };

    private void TakeRow(Utf8LineReader rows, CaptureInstrument symbol, long time, Dictionary<(Side, long), long> book, CaptureOutput output)
    {
        if (!rows.TryRead(out ReadOnlySpan<byte> line))
        {
            throw new MarketDataFormatException(bookFile!, rows.LineNumber + 1, "the order book file has fewer lines than the message file");
        }

        try
        {
            Span<Range> fields = stackalloc Range[1024];
            int count = CsvFields.Split(line, fields);
            if (count % 4 != 0)
            {
                throw new MarketDataFormatException($"the row has {count} fields; expected four per level");
            }

            var picture = new Dictionary<(Side, long), long>();
            for (int i = 0; i < count; i += 2)
            {
                long price = CsvFields.Integer(line[fields[i]]), size = CsvFields.Integer(line[fields[i + 1]]);
                if (Math.Abs(price) != NoPrice && size > 0)
                {
                    picture[(i % 4 == 0 ? Side.Ask : Side.Bid, price)] = size;
                }
            }

            bool first = rows.LineNumber == 1;
            if (first)
            {
                Counters.Snapshots++;
                output.Clear(symbol, time, time);
            }

            foreach ((Side side, long price) in book.Keys)
            {
                if (!picture.ContainsKey((side, price)))
                {
                    output.Level(symbol, side, price, 0, time, time);
                }
            }

            foreach (((Side side, long price), long size) in picture)
            {
                if (!book.TryGetValue((side, price), out long was) || was != size)
                {
                    output.Level(symbol, side, price, size, time, time, snapshot: first);
                }
            }

            book.Clear();
            foreach (((Side, long) key, long size) in picture)
            {
                book.Add(key, size);
            }
        }
        catch (MarketDataFormatException e)
        {
            throw new MarketDataFormatException(bookFile!, rows.LineNumber, e.Message, e);
        }
    }
}
