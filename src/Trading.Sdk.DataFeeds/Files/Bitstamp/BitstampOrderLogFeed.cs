using System.Globalization;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Reads Bitstamp's historical order log (level 3), plain or gzip, in either form: lines of
/// <c>&lt;ms&gt; order_created|order_changed|order_deleted|trade|order_book &lt;JSON&gt;</c>, or the CSV
/// <c>id,timestamp,exchange.timestamp,price,volume,action,direction</c> with the volume in 1e-8.
/// </summary>
/// <remarks>
/// Prices in 0.01 and quantities in 1e-8 unless stated otherwise; trades print doubles (1.7885566900000001), which are rounded to the grid. The exchange states whole seconds only, so the time of arrival
/// is the exchange time too (<see cref="MarketEventFlags.ExchangeTimeUnknown"/>). A change states what is left. The stream starts in the
/// middle of a session: orders opened before it are unknown, and the book may cross. Book pictures (order_book) are counted as snapshots, not given out.
/// </remarks>
public sealed class BitstampOrderLogFeed : IMarketDataFeed
{
    private readonly string path;
    private readonly Instrument instrument;
    private readonly MarketEvent[] message = new MarketEvent[1];

    /// <summary>Orders changed to nothing: gone from the book, their deletion follows and says nothing new.</summary>
    private readonly HashSet<long> exhausted = [];

    private BitstampOrderLogFeed(string path, Instrument instrument)
    {
        this.path = path;
        this.instrument = instrument;
        Instruments = new InstrumentTable(instrument);
    }

    /// <inheritdoc/>
    public InstrumentTable Instruments { get; }

    /// <summary>What the last run has read.</summary>
    public ImportCounters Counters { get; private set; } = new();

    /// <summary>New orders of the last run.</summary>
    public long Created { get; private set; }

    /// <summary>Changed orders of the last run.</summary>
    public long Changed { get; private set; }

    /// <summary>Deleted orders of the last run.</summary>
    public long Deleted { get; private set; }

    /// <summary>Opens a log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="instrument">Default: id 1, BTCUSD, steps 0.01 and 0.00000001.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BitstampOrderLogFeed Open(string path, Instrument? instrument = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? new BitstampOrderLogFeed(path, instrument ?? new Instrument(1, "BTCUSD", 0.01m, 0.00000001m, "BITSTAMP") { QuantityOffGrid = OffGridPolicy.Round })
            : throw new FileNotFoundException($"{path}: there is no such file", path);
    }

    /// <inheritdoc/>
    /// <exception cref="MarketDataFormatException">A line is malformed; the message names file and line.</exception>
    public Task RunAsync(IMarketEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Counters = new ImportCounters();
        Created = Changed = Deleted = 0;
        exhausted.Clear();
        bool csv = false;
        CsvFeedPasses.ForEachLine(path, (line, number) =>
        {
            if (number == 1 && line.StartsWith("id,"u8))
            {
                csv = true;
                return;
            }

            Counters.Messages++;
            if (csv ? TakeRow(line) : TakeLine(line))
            {
                sink.OnEvents(message);
            }
        }, cancellationToken);
        return Counters.Messages > 0 ? Task.CompletedTask : throw new MarketDataFormatException(path, 0, "the file holds no message: this is no order log");
    }

    private bool TakeLine(ReadOnlySpan<byte> line)
    {
        int first = line.IndexOf((byte)' '), second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)' ');
        if (second <= 0)
        {
            throw new MarketDataFormatException("the line is not '<milliseconds> <event> <JSON>'");
        }

        long time = Timestamp.FromMilliseconds(CsvFields.Integer(line[..first]));
        ReadOnlySpan<byte> kind = line.Slice(first + 1, second);
        var reader = new Utf8JsonReader(line[(first + second + 2)..]);
        if (kind.SequenceEqual("order_book"u8))
        {
            Counters.Snapshots++;
            while (reader.Read())
            {
            }

            return false;
        }

        long id = 0, price = 0, quantity = 0, side = -1;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MarketDataFormatException("the event's data are no JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = reader.ValueTextEquals("id"u8), isPrice = reader.ValueTextEquals("price"u8), isAmount = reader.ValueTextEquals("amount"u8), isType = reader.ValueTextEquals("order_type"u8);
            reader.Read();
            if (isId)
            {
                id = reader.GetInt64();
            }
            else if (isPrice)
            {
                // Orders print texts, trades print doubles.
                price = instrument.Price.Parse(reader.ValueSpan, reader.TokenType == JsonTokenType.Number ? OffGridPolicy.Round : OffGridPolicy.Reject);
            }
            else if (isAmount)
            {
                quantity = instrument.ParseQuantity(reader.ValueSpan);
            }
            else if (isType)
            {
                side = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        return Emit(kind, id, time, price, quantity, side switch
        {
            0 => Side.Bid,
            1 => Side.Ask,
            -1 => Side.None,
            _ => throw new MarketDataFormatException($"order_type {side}; expected 0 (buy) or 1 (sell)"),
        });
    }

    private bool TakeRow(ReadOnlySpan<byte> line)
    {
        Span<Range> fields = stackalloc Range[7];
        if (CsvFields.Split(line, fields) != 7)
        {
            throw new MarketDataFormatException("the row has fewer than 7 fields");
        }

        long volume = CsvFields.Integer(line[fields[4]]);
        // The column is in 1e-8 whatever the instrument's step is.
        long quantity = instrument.Quantity.FromDecimal(volume * 0.00000001m, instrument.QuantityOffGrid);
        ReadOnlySpan<byte> direction = line[fields[6]], action = line[fields[5]];
        Side side = direction.SequenceEqual("bid"u8) ? Side.Bid : direction.SequenceEqual("ask"u8) ? Side.Ask : throw new MarketDataFormatException($"direction '{IsoTime.Show(direction)}'; expected bid or ask");
        ReadOnlySpan<byte> kind = action.SequenceEqual("created"u8) ? "order_created"u8 : action.SequenceEqual("changed"u8) ? "order_changed"u8 : action.SequenceEqual("deleted"u8) ? "order_deleted"u8 : action;
        return Emit(kind, CsvFields.Integer(line[fields[0]]), Timestamp.FromMilliseconds(CsvFields.Integer(line[fields[1]])), instrument.ParsePrice(line[fields[3]]), quantity, side);
    }

    private bool Emit(ReadOnlySpan<byte> kind, long id, long time, long price, long quantity, Side side)
    {
        MarketEventKind eventKind;
        if (kind.SequenceEqual("order_created"u8))
        {
            Created++;
            eventKind = MarketEventKind.OrderAdd;
        }
        else if (kind.SequenceEqual("order_changed"u8))
        {
            Changed++;
            eventKind = MarketEventKind.OrderModify;
        }
        else if (kind.SequenceEqual("order_deleted"u8))
        {
            Deleted++;
            eventKind = MarketEventKind.OrderDelete;
        }
        else if (kind.SequenceEqual("trade"u8))
        {
            Counters.Trades++;
            eventKind = MarketEventKind.Trade;
        }
        else
        {
            throw new MarketDataFormatException(string.Create(CultureInfo.InvariantCulture, $"event '{IsoTime.Show(kind)}'; expected order_created, order_changed, order_deleted, trade or order_book"));
        }

        bool order = eventKind != MarketEventKind.Trade;
        if (quantity < 0 || (order && side == Side.None) || (eventKind is MarketEventKind.OrderAdd or MarketEventKind.Trade && quantity == 0))
        {
            throw new MarketDataFormatException($"{IsoTime.Show(kind)} {id} has no side or a quantity of {quantity}");
        }

        if (eventKind == MarketEventKind.OrderDelete && exhausted.Remove(id))
        {
            return false;
        }

        if (eventKind == MarketEventKind.OrderModify && quantity == 0)
        {
            exhausted.Add(id);
        }

        Counters.OrderEvents += order ? 1 : 0;
        message[0] = new MarketEvent
        {
            Kind = eventKind,
            Side = side,
            Flags = MarketEventFlags.EndOfMessage | MarketEventFlags.ExchangeTimeUnknown,
            InstrumentId = instrument.Id,
            ExchangeTime = time,
            ReceiveTime = time,
            Price = price,
            Quantity = eventKind == MarketEventKind.OrderDelete ? 0 : quantity,
            Id = id,
        };
        return true;
    }
}
