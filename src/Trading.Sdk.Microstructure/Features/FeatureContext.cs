using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>What the sources of features see of the market.</summary>
public sealed class FeatureContext
{
    private readonly DepthLevel[] _bids;
    private readonly DepthLevel[] _asks;
    private int _bidCount;
    private int _askCount;
    private bool _isTopStale = true;

    internal FeatureContext(IDepthBook book, int topLevels)
    {
        Book = book;
        _bids = new DepthLevel[topLevels];
        _asks = new DepthLevel[topLevels];
        PriceIncrement = (double)book.Instrument.Price.Value;
        QuantityIncrement = (double)book.Instrument.Quantity.Value;
    }

    /// <summary>The book after the last message.</summary>
    public IDepthBook Book { get; }

    /// <summary>Value of one storage increment of price.</summary>
    public double PriceIncrement { get; }

    /// <summary>Value of one storage increment of quantity.</summary>
    public double QuantityIncrement { get; }

    /// <summary>Time of the last message, nanoseconds since 1970, never decreasing.</summary>
    public long Time { get; internal set; }

    /// <summary>Time of the last row, or of the first message.</summary>
    public long LastRowTime { get; internal set; }

    /// <summary>The touch after the last message.</summary>
    public QuoteTick Quote { get; internal set; }

    /// <summary>The touch before the present message: what ruled when its trades were made.</summary>
    public QuoteTick PreviousQuote { get; internal set; }

    /// <summary>Best bids after the last message, best first, as many levels as the deepest source asks for.</summary>
    public ReadOnlySpan<DepthLevel> Bids
    {
        get
        {
            CopyTop();
            return _bids.AsSpan(0, _bidCount);
        }
    }

    /// <summary>Best asks after the last message, best first.</summary>
    public ReadOnlySpan<DepthLevel> Asks
    {
        get
        {
            CopyTop();
            return _asks.AsSpan(0, _askCount);
        }
    }

    internal void BookChanged()
    {
        _isTopStale = true;
        Quote = QuoteTick.Of(Book, Time);
    }

    internal void Reset()
    {
        _isTopStale = true;
        Quote = PreviousQuote = default;
        Time = LastRowTime = 0;
    }

    private void CopyTop()
    {
        if (_isTopStale)
        {
            _bidCount = Book.CopyTop(Side.Bid, _bids);
            _askCount = Book.CopyTop(Side.Ask, _asks);
            _isTopStale = false;
        }
    }
}
