namespace Trading.Sdk.DataFeeds;

/// <summary>Where the fields of a message stand; those that it does not have, or that are null, have no length.</summary>
internal struct BinanceFields
{
    public bool IsPartialDepth;
    public bool HasControlResult;
    public bool IsEscaped;
    public TextSlice EventType, EventTime, TransactionTime, Symbol, FirstUpdateId, FinalUpdateId, PreviousFinalUpdateId, Pair, LastUpdateId;
    public TextSlice Bids, Asks, BidQuantity, AskQuantity, Price, Quantity, TradeId, FirstTradeId, LastTradeId, BuyerIsMaker, OrderType, Nested, IndexPrice, FundingRate, ControlResult, ControlCode, OpenInterest, AnswerTime;

    public void Set(BinanceField field, TextSlice slice)
    {
        switch (field)
        {
            case BinanceField.EventType: EventType = slice; break;
            case BinanceField.EventTime: EventTime = slice; break;
            case BinanceField.TransactionTime: TransactionTime = slice; break;
            case BinanceField.Symbol: Symbol = slice; break;
            case BinanceField.FirstUpdateId: FirstUpdateId = slice; break;
            case BinanceField.FinalUpdateId: FinalUpdateId = slice; break;
            case BinanceField.PreviousFinalUpdateId: PreviousFinalUpdateId = slice; break;
            case BinanceField.Pair: Pair = slice; break;
            case BinanceField.LastUpdateId: LastUpdateId = slice; break;
            case BinanceField.Bids: Bids = slice; break;
            case BinanceField.Asks: Asks = slice; break;
            case BinanceField.BidQuantity: BidQuantity = slice; break;
            case BinanceField.AskQuantity: AskQuantity = slice; break;
            case BinanceField.Price: Price = slice; break;
            case BinanceField.Quantity: Quantity = slice; break;
            case BinanceField.TradeId: TradeId = slice; break;
            case BinanceField.FirstTradeId: FirstTradeId = slice; break;
            case BinanceField.LastTradeId: LastTradeId = slice; break;
            case BinanceField.BuyerIsMaker: BuyerIsMaker = slice; break;
            case BinanceField.OrderType: OrderType = slice; break;
            case BinanceField.Nested: Nested = slice; break;
            case BinanceField.IndexPrice: IndexPrice = slice; break;
            case BinanceField.FundingRate: FundingRate = slice; break;
            case BinanceField.ControlResult: ControlResult = slice; HasControlResult = true; break;
            case BinanceField.ControlCode: ControlCode = slice; break;
            case BinanceField.OpenInterest: OpenInterest = slice; break;
            case BinanceField.AnswerTime: AnswerTime = slice; break;
        }
    }

    /// <summary>The field of a name; capitals count.</summary>
    public static BinanceField NameOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => name[0] switch
        {
            (byte)'e' => BinanceField.EventType,
            (byte)'E' => BinanceField.EventTime,
            (byte)'T' => BinanceField.TransactionTime,
            (byte)'s' => BinanceField.Symbol,
            (byte)'U' => BinanceField.FirstUpdateId,
            (byte)'u' => BinanceField.FinalUpdateId,
            (byte)'b' => BinanceField.Bids,
            (byte)'a' => BinanceField.Asks,
            (byte)'B' => BinanceField.BidQuantity,
            (byte)'A' => BinanceField.AskQuantity,
            (byte)'p' => BinanceField.Price,
            (byte)'q' => BinanceField.Quantity,
            (byte)'t' => BinanceField.TradeId,
            (byte)'f' => BinanceField.FirstTradeId,
            (byte)'l' => BinanceField.LastTradeId,
            (byte)'m' => BinanceField.BuyerIsMaker,
            (byte)'X' => BinanceField.OrderType,
            (byte)'k' or (byte)'o' => BinanceField.Nested,
            (byte)'i' => BinanceField.IndexPrice,
            (byte)'r' => BinanceField.FundingRate,
            _ => BinanceField.Unknown,
        },
        2 when name.SequenceEqual("pu"u8) => BinanceField.PreviousFinalUpdateId,
        2 when name.SequenceEqual("ps"u8) => BinanceField.Pair,
        5 when name.SequenceEqual("error"u8) => BinanceField.ControlCode,
        4 when name.SequenceEqual("bids"u8) => BinanceField.Bids,
        4 when name.SequenceEqual("asks"u8) => BinanceField.Asks,
        4 when name.SequenceEqual("data"u8) => BinanceField.Data,
        4 when name.SequenceEqual("code"u8) => BinanceField.ControlCode,
        4 when name.SequenceEqual("time"u8) => BinanceField.AnswerTime,
        6 when name.SequenceEqual("stream"u8) => BinanceField.Stream,
        6 when name.SequenceEqual("symbol"u8) => BinanceField.Symbol,
        6 when name.SequenceEqual("result"u8) => BinanceField.ControlResult,
        12 when name.SequenceEqual("lastUpdateId"u8) => BinanceField.LastUpdateId,
        12 when name.SequenceEqual("openInterest"u8) => BinanceField.OpenInterest,
        _ => BinanceField.Unknown,
    };
}
