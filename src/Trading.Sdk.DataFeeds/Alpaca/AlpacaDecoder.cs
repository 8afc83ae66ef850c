using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>
/// Turns frames of the stream, JSON arrays of objects with a type <c>T</c>, into events. Numbers are read from their text, exactly.
/// A type or a field that is not known is passed over and counted.
/// </summary>
internal sealed class AlpacaDecoder
{
    private readonly Dictionary<string, Instrument> instruments;
    private readonly AlpacaFeedOptions options;
    private readonly Dictionary<(int Instrument, Side Side), long> bookPrices = [];
    private readonly List<MarketEvent> events = [];
    private readonly List<Bar> bars = [];

    public AlpacaDecoder(AlpacaFeedOptions options)
    {
        this.options = options;
        instruments = options.Instruments.ToDictionary(i => i.Symbol, StringComparer.Ordinal);
    }

    public IReadOnlyList<MarketEvent> Events => events;

    public IReadOnlyList<Bar> Bars => bars;

    /// <summary>Control messages of the last frame: type, code, text.</summary>
    public List<(string Type, int Code, string Text)> Control { get; } = [];

    /// <summary>Objects of types or symbols that are not read here.</summary>
    public long Ignored { get; private set; }

    /// <summary>The books of one level are forgotten.</summary>
    public void Reset() => bookPrices.Clear();

    /// <summary>Reads a frame; what it held is in the lists until the next.</summary>
    /// <exception cref="MarketDataFormatException">The frame is not of the documented form; nothing of it is in the lists.</exception>
    public void Decode(ReadOnlySpan<byte> frame, long receiveTime)
    {
        events.Clear();
        bars.Clear();
        Control.Clear();
        try
        {
            var reader = new Utf8JsonReader(frame);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                throw new MarketDataFormatException("an Alpaca frame is a JSON array");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                Take(document.RootElement, receiveTime);
            }

            if (reader.TokenType != JsonTokenType.EndArray)
            {
                throw new MarketDataFormatException("an Alpaca frame ends inside its array");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or MarketDataFormatException)
        {
            events.Clear();
            bars.Clear();
            Control.Clear();
            throw e as MarketDataFormatException ?? new MarketDataFormatException($"an Alpaca frame is not of the documented form: {e.Message}", e);
        }
    }

    private static string Raw(JsonElement item, string name) => item.GetProperty(name).GetRawText();

    private static ReadOnlySpan<byte> Number(JsonElement item, string name) => System.Text.Encoding.UTF8.GetBytes(Raw(item, name));

    private static long Time(JsonElement item) => IsoTime.Parse(System.Text.Encoding.UTF8.GetBytes(item.GetProperty("t").GetString() ?? ""));

    private void Take(JsonElement item, long now)
    {
        string type = item.GetProperty("T").GetString() ?? "";
        switch (type)
        {
            case "success" or "error" or "subscription":
                Control.Add((type, item.TryGetProperty("code", out JsonElement code) ? code.GetInt32() : 0, item.TryGetProperty("msg", out JsonElement text) ? text.GetString() ?? "" : ""));
                return;
            case "t" or "q" or "b" when instruments.TryGetValue(item.GetProperty("S").GetString() ?? "", out Instrument? instrument):
                if (type == "t")
                {
                    Trade(item, instrument, now);
                }
                else if (type == "q")
                {
                    Quote(item, instrument, now);
                }
                else
                {
                    AddBar(item, instrument);
                }

                return;
            default:
                Ignored++;
                return;
        }
    }

    private void Trade(JsonElement item, Instrument instrument, long now) => events.Add(MarketEvent.Trade(
        instrument.Id,
        Side.None,
        instrument.ParsePrice(Number(item, "p")),
        instrument.ParseQuantity(Number(item, "s")),
        Time(item),
        item.TryGetProperty("i", out JsonElement id) && id.TryGetInt64(out long number) ? number : 0) with { ReceiveTime = now });

    private void Quote(JsonElement item, Instrument instrument, long now)
    {
        long time = Time(item);
        // Both sides are read before anything is changed: a quote counts whole or not at all.
        (long bid, long bidSize) = (instrument.ParsePrice(Number(item, "bp")), checked(instrument.ParseQuantity(Number(item, "bs")) * options.QuoteLot));
        (long ask, long askSize) = (instrument.ParsePrice(Number(item, "ap")), checked(instrument.ParseQuantity(Number(item, "as")) * options.QuoteLot));
        AddSide(instrument.Id, Side.Bid, bid, bidSize, time, now);
        AddSide(instrument.Id, Side.Ask, ask, askSize, time, now);
        events[^1] = events[^1] with { Flags = events[^1].Flags | MarketEventFlags.EndOfMessage };
    }

    private void AddSide(int instrument, Side side, long price, long size, long time, long now)
    {
        MarketEvent level = MarketEvent.Level(instrument, side, price, size, time) with { ReceiveTime = now };
        events.Add(level with { Kind = MarketEventKind.BestQuote });
        if (!options.QuotesAsBook)
        {
            return;
        }

        if (bookPrices.Remove((instrument, side), out long previous) && previous != price)
        {
            events.Add(level with { Price = previous, Quantity = 0 });
        }

        // No side at all is told as price 0 and size 0.
        if (size > 0 && price > 0)
        {
            events.Add(level);
            bookPrices[(instrument, side)] = price;
        }
        else if (previous == price && previous != 0)
        {
            events.Add(level with { Quantity = 0 });
        }
    }

    private void AddBar(JsonElement item, Instrument instrument)
    {
        long open = Time(item);
        bars.Add(new Bar
        {
            InstrumentId = instrument.Id,
            OpenTime = open,
            CloseTime = open + (60 * Timestamp.NanosPerSecond),
            Open = instrument.ParsePrice(Number(item, "o")),
            High = instrument.ParsePrice(Number(item, "h")),
            Low = instrument.ParsePrice(Number(item, "l")),
            Close = instrument.ParsePrice(Number(item, "c")),
            Volume = instrument.ParseQuantity(Number(item, "v")),
            BuyVolume = -1,
            TradeCount = item.TryGetProperty("n", out JsonElement count) ? count.GetInt32() : 0,
        });
    }
}
