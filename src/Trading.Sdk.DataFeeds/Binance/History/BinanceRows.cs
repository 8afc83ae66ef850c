using System.Text;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Rows of Binance's history, the same columns over REST and in bulk files.</summary>
internal static class BinanceRows
{
    /// <summary>openTime, open, high, low, close, volume, closeTime, quote volume, trades, taker buy volume, taker buy quote volume.</summary>
    public static Bar Kline(Instrument instrument, IReadOnlyList<string> row)
    {
        if (row.Count < 11)
        {
            throw new MarketDataFormatException($"a candle has {row.Count} fields instead of 11 or 12");
        }

        return new Bar
        {
            InstrumentId = instrument.Id,
            OpenTime = Time(row[0]),
            Open = Price(instrument, row[1]),
            High = Price(instrument, row[2]),
            Low = Price(instrument, row[3]),
            Close = Price(instrument, row[4]),
            Volume = Quantity(instrument, row[5]),
            // The last unit of time inside the interval: a millisecond, or a microsecond in newer bulk files.
            CloseTime = Time(row[6]) + (row[6].Length > 14 ? Timestamp.NanosPerMicrosecond : Timestamp.NanosPerMillisecond),
            TradeCount = (int)Math.Min(Integer(row[8]), int.MaxValue),
            BuyVolume = Quantity(instrument, row[9]),
        };
    }

    public static MarketEvent AggregateTrade(Instrument instrument, string id, string price, string quantity, string firstId, string lastId, string time, string buyerIsMaker) =>
        Trade(instrument, id, price, quantity, time, buyerIsMaker) with
        {
            Flags = MarketEventFlags.EndOfMessage | MarketEventFlags.Aggregate,
            Count = (int)Math.Clamp(Integer(lastId) - Integer(firstId) + 1, 0, int.MaxValue),
        };

    public static MarketEvent Trade(Instrument instrument, string id, string price, string quantity, string time, string buyerIsMaker)
    {
        bool sold = bool.TryParse(buyerIsMaker, out bool value) ? value : throw new MarketDataFormatException($"'{buyerIsMaker}' is neither true nor false");
        return MarketEvent.Trade(instrument.Id, sold ? Side.Ask : Side.Bid, Price(instrument, price), Quantity(instrument, quantity), Time(time), Integer(id));
    }

    /// <summary>Milliseconds, or microseconds in bulk files of spot since 2025.</summary>
    private static long Time(string text)
    {
        long value = Integer(text);
        return value switch
        {
            < 0 or > 9_000_000_000_000_000 => throw new MarketDataFormatException($"{value} is neither milliseconds nor microseconds since 1970"),
            < 100_000_000_000_000 => value * Timestamp.NanosPerMillisecond,
            _ => value * Timestamp.NanosPerMicrosecond,
        };
    }

    private static long Integer(string text) => CsvFields.Integer(Encoding.UTF8.GetBytes(text));

    private static long Price(Instrument instrument, string text) => instrument.ParsePrice(Encoding.UTF8.GetBytes(text));

    private static long Quantity(Instrument instrument, string text) => instrument.ParseQuantity(Encoding.UTF8.GetBytes(text));
}
