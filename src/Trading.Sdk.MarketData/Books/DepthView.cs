namespace Trading.Sdk.MarketData;

/// <summary>A consistent copy of the top of a book over contiguous memory of the caller, best level first.</summary>
public readonly ref struct DepthView
{
    /// <summary>Creates a view over levels that the caller keeps alive.</summary>
    public DepthView(Instrument instrument, ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks, long exchangeTime, long receiveTime, long sequence)
    {
        Instrument = instrument;
        Bids = bids;
        Asks = asks;
        ExchangeTime = exchangeTime;
        ReceiveTime = receiveTime;
        Sequence = sequence;
    }

    /// <summary>The instrument of the book.</summary>
    public Instrument Instrument { get; }

    /// <summary>Bids by falling price.</summary>
    public ReadOnlySpan<DepthLevel> Bids { get; }

    /// <summary>Asks by rising price.</summary>
    public ReadOnlySpan<DepthLevel> Asks { get; }

    /// <summary>Exchange time of the last applied message, nanoseconds since 1970.</summary>
    public long ExchangeTime { get; }

    /// <summary>Receive time of the last applied message, nanoseconds since 1970.</summary>
    public long ReceiveTime { get; }

    /// <summary>Sequence of the last applied message.</summary>
    public long Sequence { get; }

    /// <summary>True when both sides have a level.</summary>
    public bool HasBothSides => Bids.Length > 0 && Asks.Length > 0;

    /// <summary>Best ask minus best bid in price increments; meaningful only when <see cref="HasBothSides"/>.</summary>
    public long Spread => Asks[0].Price - Bids[0].Price;

    /// <summary>Best bid plus best ask: twice the mid price, exact in price increments.</summary>
    public long TwiceMid => Asks[0].Price + Bids[0].Price;
}
