using Trading.Sdk.MarketData;

namespace Trading.Sdk.DataFeeds;

/// <summary>One tick of a tick-by-tick subscription. Which properties mean something depends on <see cref="Kind"/>.</summary>
public readonly record struct TwsTickByTick
{
    /// <summary>The subscription.</summary>
    public int RequestId { get; init; }

    /// <summary>Last, AllLast, BidAsk or MidPoint.</summary>
    public TwsTickByTickKind Kind { get; init; }

    /// <summary>The venue's time, nanoseconds since 1970, of one-second resolution.</summary>
    public long Time { get; init; }

    /// <summary>Price of the trade, or the midpoint.</summary>
    public decimal Price { get; init; }

    /// <summary>Size of the trade.</summary>
    public decimal Size { get; init; }

    /// <summary>Best bid.</summary>
    public decimal Bid { get; init; }

    /// <summary>Best ask.</summary>
    public decimal Ask { get; init; }

    /// <summary>Size at the best bid.</summary>
    public decimal BidSize { get; init; }

    /// <summary>Size at the best ask.</summary>
    public decimal AskSize { get; init; }

    /// <summary>Trade: beyond the limit of a halted instrument.</summary>
    public bool IsPastLimit { get; init; }

    /// <summary>Trade: not reported to the tape.</summary>
    public bool IsUnreported { get; init; }

    /// <summary>Quote: the bid is below the day's low.</summary>
    public bool IsBidPastLow { get; init; }

    /// <summary>Quote: the ask is above the day's high.</summary>
    public bool IsAskPastHigh { get; init; }

    /// <summary>Exchange of the trade.</summary>
    public string Exchange { get; init; }

    /// <summary>Special conditions of the trade.</summary>
    public string Conditions { get; init; }

    /// <summary>
    /// True for a tick that is no trade: price and size 0 tell a halt (<see cref="IsPastLimit"/>) or its end. Such a tick must not
    /// reach a signal.
    /// </summary>
    public bool IsHaltNotice => Kind is TwsTickByTickKind.Last or TwsTickByTickKind.AllLast && Price == 0 && Size == 0;

    /// <summary>What a <see cref="IsHaltNotice"/> says; Unknown for every other tick.</summary>
    public TradingStatus Status => !IsHaltNotice ? TradingStatus.Unknown : IsPastLimit ? TradingStatus.Halted : TradingStatus.Trading;

    /// <summary>Reads what follows the request id of message 99.</summary>
    internal static TwsTickByTick Read(int requestId, ref TwsFieldReader reader, TwsNamePool names)
    {
        int kind = reader.ReadInt();
        long time = TwsTime.FromSeconds(reader.ReadLong());
        switch (kind)
        {
            case (int)TwsTickByTickKind.Last or (int)TwsTickByTickKind.AllLast:
                decimal price = reader.ReadDecimal(), size = reader.ReadDecimal();
                int mask = reader.ReadInt();
                return new TwsTickByTick
                {
                    RequestId = requestId,
                    Kind = (TwsTickByTickKind)kind,
                    Time = time,
                    Price = price,
                    Size = size,
                    IsPastLimit = (mask & 1) != 0,
                    IsUnreported = (mask & 2) != 0,
                    Exchange = names.Get(reader.ReadBytes()),
                    Conditions = names.Get(reader.ReadBytes()),
                };
            case (int)TwsTickByTickKind.BidAsk:
                decimal bid = reader.ReadDecimal(), ask = reader.ReadDecimal(), bidSize = reader.ReadDecimal(), askSize = reader.ReadDecimal();
                mask = reader.ReadInt();
                return new TwsTickByTick { RequestId = requestId, Kind = TwsTickByTickKind.BidAsk, Time = time, Bid = bid, Ask = ask, BidSize = bidSize, AskSize = askSize, IsBidPastLow = (mask & 1) != 0, IsAskPastHigh = (mask & 2) != 0, Exchange = "", Conditions = "" };
            case (int)TwsTickByTickKind.MidPoint:
                return new TwsTickByTick { RequestId = requestId, Kind = TwsTickByTickKind.MidPoint, Time = time, Price = reader.ReadDecimal(), Exchange = "", Conditions = "" };
            default:
                throw new TwsProtocolException($"message 99: tick type {kind}; expected 1 to 4");
        }
    }
}
