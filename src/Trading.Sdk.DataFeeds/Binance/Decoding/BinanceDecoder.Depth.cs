using System.Text.Json;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>Changes of the book, partial books and snapshots.</content>
public sealed partial class BinanceDecoder
{
    private void DepthUpdate(ReadOnlySpan<byte> data)
    {
        bool hasPrevious = fields.PreviousFinalUpdateId.Length > 0, hasPair = fields.Pair.Length > 0;
        if (hasPrevious != (venue != BinanceVenue.Spot))
        {
            throw new MarketDataFormatException(hasPrevious
                ? "the depth message has 'pu': it is a futures stream, not spot"
                : "the depth message has no 'pu': it is a spot stream, not futures");
        }

        if (ChecksPair && hasPrevious && hasPair != (venue == BinanceVenue.CoinMFutures))
        {
            throw new MarketDataFormatException(hasPair
                ? "the depth message has 'ps': it is a COIN-M stream, not USD-M"
                : "the depth message has no 'ps': it is a USD-M stream, not COIN-M");
        }

        message.Instrument = FindInstrument(data);
        if (message.Instrument is null)
        {
            return;
        }

        message.Kind = fields.IsPartialDepth ? BinanceMessageKind.PartialDepth : BinanceMessageKind.DepthUpdate;
        message.FirstUpdateId = Integer(fields.FirstUpdateId, data, "U");
        message.FinalUpdateId = Integer(fields.FinalUpdateId, data, "u");
        if (message.FirstUpdateId > message.FinalUpdateId)
        {
            throw new MarketDataFormatException($"the depth message's U {message.FirstUpdateId} is above its u {message.FinalUpdateId}");
        }

        message.PreviousFinalUpdateId = hasPrevious ? Integer(fields.PreviousFinalUpdateId, data, "pu") : -1;
        if (fields.IsPartialDepth)
        {
            AddClear();
            AddLevels(data, MarketEventFlags.Snapshot);
            message.EndMessage();
            return;
        }

        if (scanned.IsWhole(fields.Bids, fields.Asks, message.Instrument))
        {
            // Read in passing, before all of this was known.
            Span<MarketEvent> events = message.Reserve(scanned.Count);
            for (int i = 0; i < scanned.Count; i++)
            {
                LevelShape.Complete(ref events[i], message.EventTime, message.FinalUpdateId);
            }

            message.TakeDepth(scanned.Count, SourceId);
            return;
        }

        AddLevels(data, MarketEventFlags.None);
        message.TakeDepth(0, SourceId);
    }

    private void Snapshot(ReadOnlySpan<byte> data, Instrument? snapshotOf)
    {
        message.Instrument = fields.Symbol.Length > 0 ? FindInstrument(data) : fields.IsPartialDepth ? streamInstrument : snapshotOf ?? instruments.Only;
        message.FinalUpdateId = Integer(fields.LastUpdateId, data, "lastUpdateId");
        message.Kind = fields.IsPartialDepth ? BinanceMessageKind.PartialDepth : BinanceMessageKind.DepthSnapshot;
        if (message.Instrument is null)
        {
            if (fields.Symbol.Length > 0 || fields.IsPartialDepth)
            {
                message.Kind = BinanceMessageKind.Other;
                return;
            }

            throw new MarketDataFormatException("a depth answer names no symbol, and there is more than one instrument it could belong to");
        }

        AddClear();
        AddLevels(data, MarketEventFlags.Snapshot);
        message.EndMessage();
    }

    private void AddClear() => message.Add(new MarketEvent
    {
        Kind = MarketEventKind.Clear,
        Flags = MarketEventFlags.Snapshot,
        InstrumentId = message.Instrument!.Id,
        SourceId = SourceId,
        ExchangeTime = message.EventTime,
        ReceiveTime = message.ReceiveTime,
        Sequence = message.FinalUpdateId,
    });

    private void AddLevels(ReadOnlySpan<byte> data, MarketEventFlags flags)
    {
        if (fields.Bids.Length == 0 || fields.Asks.Length == 0)
        {
            throw new MarketDataFormatException("the depth message lacks its bids or asks");
        }

        AddSide(data, fields.Bids, Side.Bid, flags);
        AddSide(data, fields.Asks, Side.Ask, flags);
    }

    private void AddSide(ReadOnlySpan<byte> data, TextSlice levels, Side side, MarketEventFlags flags)
    {
        Instrument instrument = message.Instrument!;
        if (instruments.LevelsOf(instrument) is { } plain && data[levels.Start] == (byte)'[')
        {
            int at = levels.Start + 1, count = 0;
            var shape = new LevelShape(instrument, SourceId, side, flags, message.EventTime, message.ReceiveTime, message.FinalUpdateId);
            Span<MarketEvent> events = message.Reserve((levels.Length / 10) + 2);
            if (plain.TryRead(data[..(levels.Start + levels.Length)], ref at, shape, isBoth: false, events, ref count) && at == levels.Start + levels.Length)
            {
                message.Take(count);
                return;
            }

            count = 0;
            var reader = new Utf8JsonReader(levels.Of(data));
            if (reader.Read() && plain.TryRead(ref reader, levels.Of(data), shape, events, ref count))
            {
                message.Take(count);
                return;
            }
        }

        AddAnySide(levels.Of(data), side, flags);
    }

    /// <summary>Levels in any form of JSON, with whatever they can be refused for.</summary>
    private void AddAnySide(ReadOnlySpan<byte> levels, Side side, MarketEventFlags flags)
    {
        var reader = new Utf8JsonReader(levels);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new MarketDataFormatException($"the {side} levels are not an array");
        }

        Instrument instrument = message.Instrument!;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            long price = instrument.ParseQuotePrice(ReadText(ref reader));
            if (price < 0)
            {
                throw new MarketDataFormatException($"a level has the negative price {instrument.FormatPrice(price)}");
            }

            long quantity = instrument.ParseQuantity(ReadText(ref reader), out bool rounded);
            RoundedQuantities += rounded ? 1 : 0;
            if (quantity < 0)
            {
                throw new MarketDataFormatException($"a level has the negative quantity {instrument.FormatQuantity(quantity)}");
            }

            // Old snapshots carry an empty third element.
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
            }

            message.Add(new MarketEvent
            {
                Kind = MarketEventKind.Level,
                Side = side,
                Flags = flags,
                InstrumentId = instrument.Id,
                SourceId = SourceId,
                ExchangeTime = message.EventTime,
                ReceiveTime = message.ReceiveTime,
                Price = price,
                Quantity = quantity,
                Sequence = message.FinalUpdateId,
            });
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw new MarketDataFormatException($"a {side} level is not an array of price and quantity");
        }
    }

    private static ReadOnlySpan<byte> ReadText(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            ? reader.ValueSpan
            : throw new MarketDataFormatException("a level holds something other than plain text for price and quantity");
}
