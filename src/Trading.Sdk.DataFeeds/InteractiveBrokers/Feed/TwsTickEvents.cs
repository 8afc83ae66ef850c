using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>Ticks, bars and states of one instrument as events; the spans are valid until the next call.</summary>
internal sealed class TwsTickEvents(Instrument instrument)
{
    private readonly MarketEvent[] events = new MarketEvent[2];
    private readonly Bar[] bars = new Bar[1];

    /// <summary>The events of a tick; empty for kinds that events have no place for (mid points).</summary>
    /// <exception cref="MarketDataFormatException">A price or size that the instrument cannot hold.</exception>
    public ReadOnlySpan<MarketEvent> Tick(in TwsTickByTick tick, long now)
    {
        if (tick.IsHaltNotice)
        {
            return Status(tick.Status, now, tick.Time);
        }

        switch (tick.Kind)
        {
            case TwsTickByTickKind.Last or TwsTickByTickKind.AllLast:
                events[0] = MarketEvent.Trade(instrument.Id, Side.None, Price(tick.Price), Size(tick.Size), tick.Time) with
                {
                    ReceiveTime = now,
                    Flags = MarketEventFlags.EndOfMessage | (tick.IsUnreported ? MarketEventFlags.NotLast : MarketEventFlags.None),
                };
                return events.AsSpan(0, 1);
            case TwsTickByTickKind.BidAsk:
                events[0] = Quote(Side.Bid, tick.Bid, tick.BidSize, tick.Time, now);
                events[1] = Quote(Side.Ask, tick.Ask, tick.AskSize, tick.Time, now) with { Flags = MarketEventFlags.EndOfMessage };
                return events;
            default:
                return [];
        }
    }

    /// <summary>A five-second bar.</summary>
    /// <exception cref="MarketDataFormatException">A time, price or volume that cannot be held.</exception>
    public ReadOnlySpan<Bar> FiveSeconds(TwsBar received)
    {
        long open = received.UnixTime ?? throw new MarketDataFormatException($"'{received.Time}' is no time in seconds");
        bars[0] = new Bar
        {
            InstrumentId = instrument.Id,
            OpenTime = open,
            CloseTime = open + (5 * Timestamp.NanosPerSecond),
            Open = Price(received.Open),
            High = Price(received.High),
            Low = Price(received.Low),
            Close = Price(received.Close),
            Volume = received.Volume is > 0 ? Size(received.Volume.Value) : 0,
            BuyVolume = -1,
            TradeCount = Math.Max(received.TradeCount, 0),
        };
        return bars;
    }

    /// <summary>A change of the trading status.</summary>
    /// <param name="trading">The new status.</param>
    /// <param name="now">Time of arrival.</param>
    /// <param name="exchangeTime">The venue's time; 0 when it told none.</param>
    public ReadOnlySpan<MarketEvent> Status(TradingStatus trading, long now, long exchangeTime = 0)
    {
        events[0] = new MarketEvent
        {
            Kind = MarketEventKind.Status,
            InstrumentId = instrument.Id,
            Id = (long)trading,
            ExchangeTime = exchangeTime == 0 ? now : exchangeTime,
            ReceiveTime = now,
            Flags = MarketEventFlags.EndOfMessage | (exchangeTime == 0 ? MarketEventFlags.ExchangeTimeUnknown : MarketEventFlags.None),
        };
        return events.AsSpan(0, 1);
    }

    /// <summary>The book is forgotten.</summary>
    public ReadOnlySpan<MarketEvent> Clear(long now)
    {
        events[0] = MarketEvent.Clear(instrument.Id, now, MarketEventFlags.EndOfMessage | MarketEventFlags.ExchangeTimeUnknown);
        return events.AsSpan(0, 1);
    }

    private MarketEvent Quote(Side side, decimal price, decimal size, long time, long now) => new()
    {
        Kind = MarketEventKind.BestQuote,
        Side = side,
        InstrumentId = instrument.Id,
        Price = Price(price),
        Quantity = Size(size),
        ExchangeTime = time,
        ReceiveTime = now,
    };

    // Trades and quotes print off the quoting grid of the book; only what the storage cannot hold is an error.
    private long Price(decimal price) => TwsTicks.Convert(price, instrument.Price, instrument.OffGrid, instrument, "price");

    private long Size(decimal size) => TwsTicks.Convert(size, instrument.Quantity, instrument.QuantityOffGrid, instrument, "size");
}
