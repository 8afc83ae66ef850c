using System.Text;
using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Decodes Binance's JSON (raw and combined streams, REST depth answers) into events, without allocating per message. Any
/// field order, white space, unknown fields and escapes are accepted; a message that is not of the documented shape is a
/// <see cref="MarketDataFormatException"/>.
/// </summary>
/// <remarks>Not thread-safe: one decoder per connection. Field names as in Binance's web-socket-streams documentation.</remarks>
public sealed partial class BinanceDecoder
{
    private readonly BinanceVenue venue;
    private readonly BinanceInstruments instruments;
    private readonly BinanceMessage message = new();
    private BinanceFields fields;
    private Instrument? streamInstrument;
    private DepthFastPath? fastPath;

    /// <summary>Creates a decoder.</summary>
    /// <param name="venue">The market the messages come from; depth messages of another market are refused.</param>
    /// <param name="instruments">Instruments whose messages are decoded; those of others are <see cref="BinanceMessageKind.Other"/>.</param>
    public BinanceDecoder(BinanceVenue venue, params IEnumerable<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        this.venue = venue;
        this.instruments = new BinanceInstruments(instruments);
    }

    /// <summary>Source id that the events carry. Default 0.</summary>
    public ushort SourceId { get; init; }

    /// <summary>
    /// COIN-M messages are told from USD-M by their field "ps", and the wrong one is refused. Default true; false where the address
    /// already says which market it is.
    /// </summary>
    public bool ChecksPair { get; init; } = true;

    /// <summary>Depth updates are tried in the fast form first. Default true; the events are the same.</summary>
    public bool UsesFastPath { get; init; } = true;

    /// <summary>Messages that the fast form has decoded.</summary>
    public long FastMessages { get; private set; }

    /// <summary>Levels are read with vector instructions where the processor has them. False for comparison.</summary>
    internal bool UsesVectors
    {
        init => instruments.UsesVectors = value;
    }

    /// <summary>Levels in the venue's own form are read as text. False for comparison: everything by the reader of any JSON.</summary>
    internal bool UsesLevelReaders
    {
        init => instruments.HasLevelReaders = value;
    }

    /// <summary>Level quantities off the lot that were rounded, where the instrument allows it.</summary>
    public long RoundedQuantities { get; private set; }

    /// <summary>Decodes one message.</summary>
    /// <param name="utf8">The whole JSON text.</param>
    /// <param name="receiveTime">Time of arrival, nanoseconds since 1970.</param>
    /// <param name="snapshotOf">The instrument a REST answer without symbol belongs to; default: the only instrument.</param>
    /// <returns>The message; the same object at each call.</returns>
    /// <exception cref="MarketDataFormatException">The text is not JSON or not of the documented shape.</exception>
    public BinanceMessage Decode(ReadOnlySpan<byte> utf8, long receiveTime, Instrument? snapshotOf = null)
    {
        message.Reset(receiveTime);
        if (UsesFastPath)
        {
            fastPath ??= new DepthFastPath(venue, instruments, SourceId, ChecksPair);
            if (fastPath.TryDecode(utf8, message))
            {
                FastMessages++;
                return message;
            }
        }

        message.Reset(receiveTime);
        try
        {
            Scan(utf8);
            if (fields.IsEscaped)
            {
                // Rare enough to be written anew: the same text without needless escapes.
                byte[] plain = Unescape(utf8);
                Scan(plain);
                Interpret(plain, snapshotOf);
                return message;
            }

            Interpret(utf8, snapshotOf);
            return message;
        }
        catch (Exception e) when (IsBadText(e))
        {
            throw new MarketDataFormatException($"not valid JSON ({e.Message})", e);
        }
    }

    /// <summary>
    /// The symbol that a message names (its "s", that of a forced order, or the stream of a partial depth, in capitals), as text, or null:
    /// for recordings whose instrument is not known beforehand.
    /// </summary>
    public static string? FindSymbol(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var probe = new BinanceDecoder(BinanceVenue.Spot) { isProbe = true };
            probe.Scan(utf8);
            if (probe.fields.Symbol.Length > 0)
            {
                return Encoding.UTF8.GetString(probe.fields.Symbol.Of(utf8));
            }

            return probe.fields.EventType.Of(utf8).SequenceEqual("forceOrder"u8) && probe.fields.Nested.Length > 0
                ? Encoding.UTF8.GetString(ScanNested(probe.fields.Nested.Of(utf8)).Text("s", mustBeString: true))
                : probe.partialStreamSymbol;
        }
        catch (Exception e) when (IsBadText(e))
        {
            throw new MarketDataFormatException($"not valid JSON ({e.Message})", e);
        }
    }

    /// <summary>No JSON, or an escape that is half a character (which the reader reports as an invalid operation).</summary>
    private static bool IsBadText(Exception e) => e is JsonException or InvalidOperationException;

    internal static bool IsPartialDepth(ReadOnlySpan<byte> stream)
    {
        int at = stream.IndexOf("@depth"u8);
        return at >= 0 && at + 6 < stream.Length && stream[at + 6] is >= (byte)'0' and <= (byte)'9';
    }

    private void Interpret(ReadOnlySpan<byte> data, Instrument? snapshotOf)
    {
        ReadOnlySpan<byte> type = fields.EventType.Of(data);
        if (fields.EventTime.Length > 0)
        {
            message.EventTime = Milliseconds(fields.EventTime, data, "E");
        }

        if (type.SequenceEqual("depthUpdate"u8))
        {
            DepthUpdate(data);
        }
        else if (type.Length == 0 && (fields.LastUpdateId.Length > 0 || fields.IsPartialDepth))
        {
            Snapshot(data, snapshotOf);
        }
        else if (type.SequenceEqual("trade"u8) || type.SequenceEqual("aggTrade"u8))
        {
            Trade(data, isAggregate: type.Length > 5);
        }
        else if (type.SequenceEqual("bookTicker"u8) || (type.Length == 0 && (fields.FinalUpdateId.Length > 0 || fields.BidQuantity.Length > 0)))
        {
            BookTicker(data);
        }
        else if (type.SequenceEqual("kline"u8))
        {
            Kline(data);
        }
        else if (type.SequenceEqual("markPriceUpdate"u8))
        {
            MarkPrice(data);
        }
        else if (type.SequenceEqual("forceOrder"u8))
        {
            Liquidation(data);
        }
        else if (type.Length == 0 && fields.OpenInterest.Length > 0)
        {
            OpenInterest(data);
        }
        else if (type.SequenceEqual("serverShutdown"u8))
        {
            message.Kind = BinanceMessageKind.ServerShutdown;
        }
        else if (type.Length == 0 && (fields.ControlResult.Length > 0 || fields.ControlCode.Length > 0 || fields.HasControlResult))
        {
            message.Kind = BinanceMessageKind.ControlAnswer;
        }
    }

    private Instrument? FindInstrument(ReadOnlySpan<byte> data) =>
        fields.Symbol.Length > 0 ? instruments.Find(fields.Symbol.Of(data)) : throw new MarketDataFormatException("the message names no symbol ('s')");

    private static ReadOnlySpan<byte> Required(TextSlice slice, ReadOnlySpan<byte> data, string name) =>
        slice.Length > 0 ? slice.Of(data) : throw new MarketDataFormatException($"the message lacks '{name}'");

    /// <summary>A price that cannot be below nothing.</summary>
    private static long Price(Instrument instrument, ReadOnlySpan<byte> text, string name, OffGridPolicy policy = OffGridPolicy.Reject)
    {
        long price = instrument.Price.Parse(text, policy);
        return price >= 0 ? price : throw new MarketDataFormatException($"'{name}' is the negative price {instrument.FormatPrice(price)}");
    }

    private static long Quantity(Instrument instrument, ReadOnlySpan<byte> text, string name)
    {
        long quantity = instrument.ParseQuantity(text);
        return quantity >= 0 ? quantity : throw new MarketDataFormatException($"'{name}' is the negative quantity {instrument.FormatQuantity(quantity)}");
    }

    private static long Integer(TextSlice slice, ReadOnlySpan<byte> data, string name) => Integer(Required(slice, data, name), name);

    private static long Integer(ReadOnlySpan<byte> text, string name)
    {
        return System.Buffers.Text.Utf8Parser.TryParse(text, out long value, out int used) && used == text.Length && value >= 0
            ? value
            : throw new MarketDataFormatException($"'{name}' is '{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)])}', not a non-negative integer of 64 bits");
    }

    /// <summary>Times are milliseconds, or microseconds where the stream was asked for them: 16 digits against 13.</summary>
    private static long Milliseconds(TextSlice slice, ReadOnlySpan<byte> data, string name) => Milliseconds(Required(slice, data, name), name);

    private static long Milliseconds(ReadOnlySpan<byte> text, string name)
    {
        long value = Integer(text, name);
        return BinanceTime.TryNanoseconds(value, out long nanoseconds)
            ? nanoseconds
            : throw new MarketDataFormatException($"'{name}' is {value}, neither milliseconds nor microseconds since 1970");
    }
}
