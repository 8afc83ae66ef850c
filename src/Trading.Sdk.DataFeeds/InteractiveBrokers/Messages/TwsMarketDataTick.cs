namespace Trading.Sdk.DataFeeds;

/// <summary>One tick of a market-data subscription (top of book, sampled by the server).</summary>
public readonly record struct TwsMarketDataTick
{
    /// <summary>The subscription.</summary>
    public int RequestId { get; init; }

    /// <summary>In which message it came.</summary>
    public TwsTickField Field { get; init; }

    /// <summary>The broker's tick type: 1 bid, 2 ask, 4 last, 8 volume, … (66…76 delayed).</summary>
    public int TickType { get; init; }

    /// <summary>The price; null where the venue has no data (−1 with size 0).</summary>
    public decimal? Price { get; init; }

    /// <summary>The size; of a price tick only where one belongs to it (bid, ask, last), else null.</summary>
    public decimal? Size { get; init; }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>The number.</summary>
    public double? Number { get; init; }

    /// <summary>The greeks.</summary>
    public TwsOptionGreeks? Greeks { get; init; }

    /// <summary>Price tick: the quote can be hit automatically.</summary>
    public bool CanAutoExecute { get; init; }

    /// <summary>Price tick: beyond the limit of a halted instrument.</summary>
    public bool IsPastLimit { get; init; }

    /// <summary>Price tick: from before the open.</summary>
    public bool IsPreOpen { get; init; }

    /// <summary>Reads what follows the request id.</summary>
    internal static TwsMarketDataTick Read(int message, int requestId, ref TwsFieldReader reader)
    {
        switch (message)
        {
            case TwsIncoming.TickPrice:
                int type = reader.ReadInt();
                decimal? price = reader.ReadDecimalOrNull(), size = reader.ReadDecimalOrNull();
                int mask = reader.ReadInt();
                return new TwsMarketDataTick
                {
                    RequestId = requestId,
                    Field = TwsTickField.Price,
                    TickType = type,
                    Price = price == -1 && size is null or 0 ? null : price,
                    Size = type is 1 or 2 or 4 or 66 or 67 or 68 ? size : null,
                    CanAutoExecute = (mask & 1) != 0,
                    IsPastLimit = (mask & 2) != 0,
                    IsPreOpen = (mask & 4) != 0,
                };
            case TwsIncoming.TickSize:
                return new TwsMarketDataTick { RequestId = requestId, Field = TwsTickField.Size, TickType = reader.ReadInt(), Size = reader.ReadDecimalOrNull() };
            case TwsIncoming.TickString:
                return new TwsMarketDataTick { RequestId = requestId, Field = TwsTickField.Text, TickType = reader.ReadInt(), Text = reader.ReadString() };
            case TwsIncoming.TickGeneric:
                return new TwsMarketDataTick { RequestId = requestId, Field = TwsTickField.Number, TickType = reader.ReadInt(), Number = reader.ReadDoubleOrNull() };
            case TwsIncoming.TickOptionComputation:
                return new TwsMarketDataTick { RequestId = requestId, Field = TwsTickField.Option, TickType = reader.ReadInt(), Greeks = TwsOptionGreeks.Read(ref reader) };
            case TwsIncoming.MarketDataType:
                return new TwsMarketDataTick { RequestId = requestId, Field = TwsTickField.DataType, Number = reader.ReadInt() };
            default:
                return new TwsMarketDataTick { RequestId = requestId, Field = TwsTickField.Parameters, Price = reader.ReadDecimalOrNull(), Text = reader.ReadString() };
        }
    }
}
