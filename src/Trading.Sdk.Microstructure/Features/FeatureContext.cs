using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>What the sources of features see of the market.</summary>
public sealed class FeatureContext
{
    private readonly DepthLevel[] _bids;
    private readonly DepthLevel[] _asks;
    private readonly List<SharedBars> _bars = [];
    private readonly double _pricesPerUnit;
    private readonly double _quantitiesPerUnit;
    private int _bidCount;
    private int _askCount;
    private int _copiedLevels;
    private int _depthBasisPoints = -1;
    private DepthSum _bidDepth;
    private DepthSum _askDepth;
    private long _costQuantity = -1;
    private double _buyCost;
    private double _sellCost;

    internal FeatureContext(IDepthBook book, int topLevels)
    {
        Book = book;
        _bids = new DepthLevel[topLevels];
        _asks = new DepthLevel[topLevels];
        PriceIncrement = (double)book.Instrument.Price.Value;
        QuantityIncrement = (double)book.Instrument.Quantity.Value;
        _pricesPerUnit = PerUnit(book.Instrument.Price.Value);
        _quantitiesPerUnit = PerUnit(book.Instrument.Quantity.Value);
    }

    /// <summary>The book after the last message.</summary>
    public IDepthBook Book { get; }

    /// <summary>Value of one storage increment of price.</summary>
    public double PriceIncrement { get; }

    /// <summary>Value of one storage increment of quantity.</summary>
    public double QuantityIncrement { get; }

    /// <summary>A price of storage increments in the instrument's unit. Rounded once, so that the same price gives the same number whatever the increments.</summary>
    public double ToPrice(double increments) => _pricesPerUnit > 0 ? increments / _pricesPerUnit : increments * PriceIncrement;

    /// <summary>A quantity of storage increments in the instrument's unit; see <see cref="ToPrice"/>.</summary>
    public double ToQuantity(double increments) => _quantitiesPerUnit > 0 ? increments / _quantitiesPerUnit : increments * QuantityIncrement;

    /// <summary>Time of the last message, nanoseconds since 1970, never decreasing.</summary>
    public long Time { get; internal set; }

    /// <summary>Time of the last row, or of the first message.</summary>
    public long LastRowTime { get; internal set; }

    /// <summary>The touch after the last message.</summary>
    public QuoteTick Quote { get; internal set; }

    /// <summary>The touch before the present message: what ruled when its trades were made.</summary>
    public QuoteTick PreviousQuote { get; internal set; }

    /// <summary>Best bids after the last message, best first, as many levels as the deepest source asks for.</summary>
    public ReadOnlySpan<DepthLevel> Bids => TopBids(_bids.Length);

    /// <summary>Best asks after the last message, best first.</summary>
    public ReadOnlySpan<DepthLevel> Asks => TopAsks(_asks.Length);

    /// <summary>The best bids after the last message, at most a number of levels: a source that needs few levels per message spares the copy of all.</summary>
    /// <param name="levels">At most the <see cref="FeatureSource.TopLevels"/> of the source.</param>
    public ReadOnlySpan<DepthLevel> TopBids(int levels)
    {
        CopyTop(levels);
        return _bids.AsSpan(0, Math.Min(levels, _bidCount));
    }

    /// <summary>The best asks after the last message, at most a number of levels; see <see cref="TopBids"/>.</summary>
    /// <param name="levels">At most the <see cref="FeatureSource.TopLevels"/> of the source.</param>
    public ReadOnlySpan<DepthLevel> TopAsks(int levels)
    {
        CopyTop(levels);
        return _asks.AsSpan(0, Math.Min(levels, _askCount));
    }

    /// <summary>
    /// Depth within a distance of the mid; several sources asking for the same distance at the same moment share one reading of the book.
    /// </summary>
    /// <param name="basisPoints">Distance in basis points of the mid, 1…10,000.</param>
    /// <param name="bids">Depth of the bids; nothing while the book is one-sided.</param>
    /// <param name="asks">Depth of the asks.</param>
    public void DepthWithin(int basisPoints, out DepthSum bids, out DepthSum asks)
    {
        if (_depthBasisPoints != basisPoints)
        {
            _bidDepth = BookDistance.DepthWithin(Book, Side.Bid, basisPoints, Quote);
            _askDepth = BookDistance.DepthWithin(Book, Side.Ask, basisPoints, Quote);
            _depthBasisPoints = basisPoints;
        }

        bids = _bidDepth;
        asks = _askDepth;
    }

    /// <summary>Cost of buying and of selling a quantity at once, in basis points of the mid; NaN where the book is too thin or one-sided. Shared as in <see cref="DepthWithin"/>.</summary>
    /// <param name="quantity">Storage increments, above 0.</param>
    /// <param name="buy">Cost of buying.</param>
    /// <param name="sell">Cost of selling.</param>
    public void CostOf(long quantity, out double buy, out double sell)
    {
        if (_costQuantity != quantity)
        {
            bool isTwoSided = Quote.IsTwoSided;
            _buyCost = isTwoSided ? CostToTrade.InBasisPoints(Book, Side.Bid, quantity, Quote.Mid) : double.NaN;
            _sellCost = isTwoSided ? CostToTrade.InBasisPoints(Book, Side.Ask, quantity, Quote.Mid) : double.NaN;
            _costQuantity = quantity;
        }

        buy = _buyCost;
        sell = _sellCost;
    }

    /// <summary>The bars of a kind and size; cut once, whoever asks.</summary>
    internal SharedBars BarsOf(BarOptions options)
    {
        SharedBars? bars = _bars.Find(b => b.Options == options);
        if (bars is null)
        {
            bars = new SharedBars(options, Book.Instrument);
            _bars.Add(bars);
        }

        return bars;
    }

    /// <summary>Copies all levels that the sources read: at a row they are read by several sources, and one copy serves them all.</summary>
    internal void CopyLevels() => CopyTop(_bids.Length);

    internal void CutBars(in TradeTick trade)
    {
        foreach (SharedBars bars in _bars)
        {
            bars.OnTrade(trade);
        }
    }

    internal void CloseBars(long time)
    {
        foreach (SharedBars bars in _bars)
        {
            bars.Advance(time);
        }
    }

    internal void BookChanged()
    {
        _copiedLevels = 0;
        _depthBasisPoints = -1;
        _costQuantity = -1;
        Quote = QuoteTick.Of(Book, Time);
    }

    internal void Reset()
    {
        foreach (SharedBars bars in _bars)
        {
            bars.Reset();
        }

        _copiedLevels = 0;
        _depthBasisPoints = -1;
        _costQuantity = -1;
        Quote = PreviousQuote = default;
        Time = LastRowTime = 0;
    }

    // How many increments make one unit where that is a whole number (0.01 → 100), else 0: dividing by it rounds once, multiplying by 0.01 twice.
    private static double PerUnit(decimal increment) => 1m % increment == 0 ? (double)(1m / increment) : 0.0;

    private void CopyTop(int levels)
    {
        if (_copiedLevels < levels)
        {
            _bidCount = Book.CopyTop(Side.Bid, _bids.AsSpan(0, levels));
            _askCount = Book.CopyTop(Side.Ask, _asks.AsSpan(0, levels));
            _copiedLevels = levels;
        }
    }
}
