namespace Trading.Sdk.DataFeeds;

/// <summary>A tick of a history: a trade, a quote or a midpoint, as <see cref="Kind"/> says.</summary>
public readonly record struct TwsHistoricalTick
{
    /// <summary>Last, BidAsk or MidPoint.</summary>
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

    /// <summary>Reads the ticks of messages 96, 97 and 98 and whether they are the last part.</summary>
    internal static TwsHistoricalTick[] Read(int message, ref TwsFieldReader reader, out bool done)
    {
        int count = reader.ReadCount(message == TwsIncoming.HistoricalTicks ? 4 : 6);
        var ticks = new TwsHistoricalTick[count];
        for (int i = 0; i < count; i++)
        {
            long time = TwsTime.FromSeconds(reader.ReadLong());
            int mask = reader.ReadInt();
            decimal first = reader.ReadDecimal(), second = reader.ReadDecimal();
            ticks[i] = message switch
            {
                TwsIncoming.HistoricalTicks => new TwsHistoricalTick { Kind = TwsTickByTickKind.MidPoint, Time = time, Price = first, Size = second, Exchange = "", Conditions = "" },
                // The two bits stand the other way round than in the live message 99.
                TwsIncoming.HistoricalTicksBidAsk => new TwsHistoricalTick { Kind = TwsTickByTickKind.BidAsk, Time = time, Bid = first, Ask = second, BidSize = reader.ReadDecimal(), AskSize = reader.ReadDecimal(), IsAskPastHigh = (mask & 1) != 0, IsBidPastLow = (mask & 2) != 0, Exchange = "", Conditions = "" },
                _ => new TwsHistoricalTick { Kind = TwsTickByTickKind.Last, Time = time, Price = first, Size = second, IsPastLimit = (mask & 1) != 0, IsUnreported = (mask & 2) != 0, Exchange = reader.ReadString(), Conditions = reader.ReadString() },
            };
        }

        done = reader.ReadBool();
        return ticks;
    }
}
