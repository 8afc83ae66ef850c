using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads NYSE-TAQ-like CSV files, plain or gzip: trades (DT, SYMBOL, PRICE, SIZE, optionally EX, COND, CORR) and quotes (DT, EX, BID,
/// BIDSIZ, OFR, OFRSIZ, SYMBOL). Columns may stand in any order. Sizes are taken as printed (quotes: round lots in raw TAQ).
/// </summary>
/// <remarks>
/// Trades have no aggressor. Odd lots (I), late and out-of-sequence reports (L, T, U, Z) and corrections (CORR not 0) carry
/// <see cref="MarketEventFlags.NotLast"/>. A quote gives two best quotes of its exchange, whose letter is the participant
/// (1 = A … 26 = Z); a side without price or size has quantity 0.
/// </remarks>
public sealed class TaqCsvFeed : IMarketDataFeed
{
    private static readonly TimeSpan EasternStandard = TimeSpan.FromHours(-5);

    private readonly string path;
    private readonly TaqCsvOptions options;
    private readonly Dictionary<string, CaptureInstrument> symbols = new(StringComparer.Ordinal);

    private TaqCsvFeed(string path, TaqCsvOptions options)
    {
        this.path = path;
        this.options = options;
        Read(null, new ImportCounters(), CancellationToken.None);
        foreach (CaptureInstrument symbol in symbols.Values)
        {
            symbol.Freeze("TAQ");
        }

        Instruments = new InstrumentTable(symbols.Values.Select(s => s.Instrument!));
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>Exchange letters by participant id − 1.</summary>
    public static IReadOnlyList<string> Participants { get; } = [.. Enumerable.Range('A', 26).Select(c => ((char)c).ToString())];

    /// <summary>What the last run has read; <see cref="ImportCounters.Messages"/> counts rows.</summary>
    public ImportCounters Counters { get; private set; } = new();

    /// <summary>Opens a file and finds its symbols and increments.</summary>
    /// <exception cref="MarketDataFormatException">The file is not of one of the forms; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TaqCsvFeed Open(string path, TaqCsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new TaqCsvFeed(path, options ?? new TaqCsvOptions());
    }

    /// <inheritdoc/>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Counters = new ImportCounters();
        Read(sink, Counters, cancellationToken);
        return Task.CompletedTask;
    }

    private void Read(IMarketEventSink? sink, ImportCounters counters, CancellationToken cancellationToken)
    {
        var output = new CaptureOutput(symbols, counters, sink);
        Columns? columns = null;
        Range[] fields = [];
        CsvFeedPasses.ForEachLine(path, (line, number) =>
        {
            if (number == 1)
            {
                string[] names = CsvFields.Header(line);
                columns = new Columns(names);
                fields = new Range[names.Length];
            }
            else if (line.Length > 0)
            {
                counters.Messages++;
                if (CsvFields.Split(line, fields) != fields.Length)
                {
                    throw new MarketDataFormatException($"the row does not have {fields.Length} fields");
                }

                Take(line, fields, columns!, output);
            }
        }, cancellationToken);
        if (columns is null)
        {
            throw new MarketDataFormatException(path, 1, "the file has no header line");
        }
    }

    private void Take(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields, Columns columns, CaptureOutput output)
    {
        CaptureInstrument symbol = output.Symbol(System.Text.Encoding.UTF8.GetString(line[fields[columns.Symbol]]));
        long time = ToUtc(IsoTime.Parse(line[fields[columns.Time]]));
        ushort exchange = 0;
        if (columns.Exchange >= 0 && line[fields[columns.Exchange]] is [>= (byte)'A' and <= (byte)'Z', ..] letter)
        {
            exchange = (ushort)(letter[0] - 'A' + 1);
        }

        if (columns.IsQuote)
        {
            Quote(output, symbol, Side.Bid, line[fields[columns.Bid]], line[fields[columns.BidSize]], time, exchange);
            Quote(output, symbol, Side.Ask, line[fields[columns.Offer]], line[fields[columns.OfferSize]], time, exchange);
        }
        else
        {
            bool notLast = columns.Condition >= 0 && line[fields[columns.Condition]].ContainsAny("ILTUZ"u8);
            notLast |= columns.Correction >= 0 && line[fields[columns.Correction]] is not ([] or [(byte)'0'] or [(byte)'0', (byte)'0']);
            output.Add(MarketEvent.Trade(symbol.Id, Side.None, symbol.Price(line[fields[columns.Price]]), symbol.Quantity(line[fields[columns.Size]]), time) with
            {
                ParticipantId = exchange,
                Flags = MarketEventFlags.EndOfMessage | (notLast ? MarketEventFlags.NotLast : MarketEventFlags.None),
            });
        }

        output.End();
    }

    private static void Quote(CaptureOutput output, CaptureInstrument symbol, Side side, ReadOnlySpan<byte> price, ReadOnlySpan<byte> size, long time, ushort exchange)
    {
        long units = symbol.Price(price), quantity = symbol.Quantity(size);
        output.Add(new MarketEvent
        {
            Kind = MarketEventKind.BestQuote,
            Side = side,
            InstrumentId = symbol.Id,
            ParticipantId = exchange,
            ExchangeTime = time,
            ReceiveTime = time,
            Price = units,
            Quantity = units > 0 ? quantity : 0,
        });
    }

    private long ToUtc(long local)
    {
        if (options.TimeZone is null)
        {
            return local - (EasternStandard.Ticks * 100);
        }

        var clock = DateTime.SpecifyKind(Timestamp.ToDateTimeOffset(local).DateTime, DateTimeKind.Unspecified);
        return local - (options.TimeZone.GetUtcOffset(clock).Ticks * 100);
    }

    private sealed class Columns
    {
        public Columns(string[] names)
        {
            Time = Find("DT");
            Symbol = Find("SYMBOL");
            Exchange = Array.IndexOf(names, "EX");
            IsQuote = names.Contains("BID");
            if (IsQuote)
            {
                (Bid, BidSize, Offer, OfferSize) = (Find("BID"), Find("BIDSIZ"), Find("OFR"), Find("OFRSIZ"));
            }
            else
            {
                (Price, Size) = (Find("PRICE"), Find("SIZE"));
                Condition = Array.IndexOf(names, "COND");
                Correction = Array.IndexOf(names, "CORR");
            }

            int Find(string name) => Array.IndexOf(names, name) is >= 0 and var at ? at : throw new MarketDataFormatException($"the header has no column {name}");
        }

        public bool IsQuote { get; }

        public int Time { get; }

        public int Symbol { get; }

        public int Exchange { get; }

        public int Bid { get; }

        public int BidSize { get; }

        public int Offer { get; }

        public int OfferSize { get; }

        public int Price { get; }

        public int Size { get; }

        public int Condition { get; } = -1;

        public int Correction { get; } = -1;
    }
}
