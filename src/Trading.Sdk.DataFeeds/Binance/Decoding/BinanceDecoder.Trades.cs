using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <content>Trades and best prices.</content>
public sealed partial class BinanceDecoder
{
    private void Trade(ReadOnlySpan<byte> data, bool isAggregate)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        // Insurance-fund and liquidation bookkeeping entries of the futures stream are no market trades.
        if (fields.OrderType.Of(data).SequenceEqual("NA"u8))
        {
            return;
        }

        message.Kind = isAggregate ? BinanceMessageKind.AggregateTrade : BinanceMessageKind.Trade;
        ReadOnlySpan<byte> buyerIsMaker = fields.BuyerIsMaker.Of(data);
        if (!buyerIsMaker.SequenceEqual("true"u8) && !buyerIsMaker.SequenceEqual("false"u8))
        {
            throw new MarketDataFormatException("a trade lacks 'm' (buyer is maker)");
        }

        long first = isAggregate ? Integer(fields.FirstTradeId, data, "f") : 0, last = isAggregate ? Integer(fields.LastTradeId, data, "l") : 0;
        message.Add(new MarketEvent
        {
            Kind = MarketEventKind.Trade,
            Side = buyerIsMaker[0] == 't' ? Side.Ask : Side.Bid,
            Flags = MarketEventFlags.EndOfMessage | (isAggregate ? MarketEventFlags.Aggregate : MarketEventFlags.None),
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            Count = isAggregate ? (int)Math.Clamp(last - first + 1, 0, int.MaxValue) : 1,
            ExchangeTime = fields.TransactionTime.Length > 0 ? Milliseconds(fields.TransactionTime, data, "T") : message.EventTime,
            ReceiveTime = message.ReceiveTime,
            Price = Price(instrument, Required(fields.Price, data, "p"), "p"),
            Quantity = Quantity(instrument, Required(fields.Quantity, data, "q"), "q"),
            Id = isAggregate ? Integer(fields.Asks, data, "a") : Integer(fields.TradeId, data, "t"),
        });
    }

    private void BookTicker(ReadOnlySpan<byte> data)
    {
        message.Instrument = FindInstrument(data);
        if (message.Instrument is not { } instrument)
        {
            return;
        }

        message.Kind = BinanceMessageKind.BookTicker;
        message.FinalUpdateId = Integer(fields.FinalUpdateId, data, "u");
        MarketEvent bid = new()
        {
            Kind = MarketEventKind.BestQuote,
            Side = Side.Bid,
            Flags = fields.EventTime.Length > 0 ? MarketEventFlags.None : MarketEventFlags.ExchangeTimeUnknown,
            InstrumentId = instrument.Id,
            SourceId = SourceId,
            ExchangeTime = message.EventTime,
            ReceiveTime = message.ReceiveTime,
            Price = Price(instrument, Required(fields.Bids, data, "b"), "b"),
            Quantity = Quantity(instrument, Required(fields.BidQuantity, data, "B"), "B"),
            Sequence = message.FinalUpdateId,
        };
        message.Add(bid);
        message.Add(bid with
        {
            Side = Side.Ask,
            Price = Price(instrument, Required(fields.Asks, data, "a"), "a"),
            Quantity = Quantity(instrument, Required(fields.AskQuantity, data, "A"), "A"),
        });
        message.EndMessage();
    }
}
