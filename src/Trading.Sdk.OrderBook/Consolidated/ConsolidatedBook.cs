using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// Several venues of one instrument seen as one book: a k-way merge of their books at the moment of reading, so it is never
/// behind them. It may be crossed legitimately: two venues need not agree. A venue without a message for longer than the
/// limit is left out until its next message.
/// </summary>
/// <remarks>
/// The <see cref="IDepthBook"/> readings join equal prices of the live venues; <see cref="CopyVenueLevels"/> keeps them apart.
/// Not thread-safe: the venues' books must not change during a reading. Reading costs O(venues) per level and allocates nothing.
/// </remarks>
public sealed class ConsolidatedBook : IDepthBook
{
    private readonly long staleAfterNanos;
    private readonly List<Venue> venues = [];

    /// <summary>Creates a book without venues.</summary>
    /// <param name="instrument">Its storage increments must divide those of every venue.</param>
    /// <param name="staleAfter">A venue silent for longer is left out; above zero. Default: 5 seconds.</param>
    public ConsolidatedBook(Instrument instrument, TimeSpan? staleAfter = null)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        TimeSpan limit = staleAfter ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(staleAfter));
        Instrument = instrument;
        staleAfterNanos = limit.Ticks > long.MaxValue / 100 ? long.MaxValue : limit.Ticks * 100;
    }

    /// <inheritdoc/>
    public Instrument Instrument { get; }

    /// <summary>The latest exchange time of the live venues; 0 without one.</summary>
    public long ExchangeTime => Latest(v => v.Book.ExchangeTime);

    /// <summary>The latest receive time of the live venues; 0 without one.</summary>
    public long ReceiveTime => Latest(v => v.Book.ReceiveTime);

    /// <summary>Always 0: sequences of different venues have nothing in common.</summary>
    public long Sequence => 0;

    /// <summary>The time by which staleness and age are judged, nanoseconds since 1970.</summary>
    public long Now { get; private set; }

    /// <summary>Number of venues.</summary>
    public int VenueCount => venues.Count;

    /// <summary>True when the best bid of one venue is above the best ask of another.</summary>
    public bool IsCrossed => this.TryGetTouch(out DepthLevel bid, out DepthLevel ask) && bid.Price > ask.Price;

    /// <summary>Adds a venue.</summary>
    /// <param name="book">The venue's book; read, never changed.</param>
    /// <returns>The index of the venue.</returns>
    /// <exception cref="ArgumentException">A storage increment of the venue is not a whole multiple of the consolidated one.</exception>
    public int AddVenue(IDepthBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        decimal price = book.Instrument.Price.Value / Instrument.Price.Value, quantity = book.Instrument.Quantity.Value / Instrument.Quantity.Value;
        if (price < 1 || price != decimal.Truncate(price) || quantity < 1 || quantity != decimal.Truncate(quantity))
        {
            throw new ArgumentException($"The increments of {book.Instrument} ({book.Instrument.Price}, {book.Instrument.Quantity}) are not whole multiples of {Instrument.Price}, {Instrument.Quantity}.", nameof(book));
        }

        venues.Add(new Venue(book, (long)price, (long)quantity));
        return venues.Count - 1;
    }

    /// <summary>The book of a venue.</summary>
    public IDepthBook VenueBook(int venue) => venues[venue].Book;

    /// <summary>Whether a venue takes part: it has had a message, and that is not longer ago than the limit.</summary>
    public bool IsLive(int venue) => IsLive(venues[venue]);

    /// <summary>Sets the time by which staleness and age are judged.</summary>
    /// <param name="now">Nanoseconds since 1970.</param>
    public void AdvanceTo(long now) => Now = now;

    /// <summary>Copies the best levels of all live venues, best first; levels of one price stand in the order of the venues.</summary>
    /// <returns>Levels copied.</returns>
    public int CopyVenueLevels(Side side, Span<VenueLevel> levels)
    {
        int copied = 0;
        bool more = TryGetBest(side, out DepthLevel level);
        while (more && copied < levels.Length)
        {
            for (int v = 0; v < venues.Count && copied < levels.Length; v++)
            {
                Venue venue = venues[v];
                if (IsLive(venue) && venue.TryGetAt(side, level.Price, out DepthLevel own))
                {
                    levels[copied++] = new VenueLevel(own.Price, own.Quantity, own.OrderCount, v, Now - venue.Book.ReceiveTime);
                }
            }

            more = TryGetNext(side, level.Price, out level);
        }

        return copied;
    }

    /// <inheritdoc/>
    public int LevelCount(Side side)
    {
        int count = 0;
        foreach (DepthLevel _ in this.Walk(side))
        {
            count++;
        }

        return count;
    }

    /// <inheritdoc/>
    public bool TryGetBest(Side side, out DepthLevel level)
    {
        level = default;
        foreach (Venue venue in venues)
        {
            if (IsLive(venue) && venue.TryGetBest(side, out DepthLevel own))
            {
                Join(side, ref level, own);
            }
        }

        return level.Quantity > 0;
    }

    /// <inheritdoc/>
    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level)
    {
        level = default;
        foreach (Venue venue in venues)
        {
            if (IsLive(venue) && venue.TryGetNext(side, afterPrice, out DepthLevel own))
            {
                Join(side, ref level, own);
            }
        }

        return level.Quantity > 0;
    }

    /// <inheritdoc/>
    public int CopyTop(Side side, Span<DepthLevel> levels)
    {
        int copied = 0;
        bool more = TryGetBest(side, out DepthLevel level);
        while (more && copied < levels.Length)
        {
            levels[copied++] = level;
            more = TryGetNext(side, level.Price, out level);
        }

        return copied;
    }

    /// <inheritdoc/>
    public long QuantityAt(Side side, long price)
    {
        long sum = 0;
        foreach (Venue venue in venues)
        {
            sum = IsLive(venue) && venue.TryGetAt(side, price, out DepthLevel own) ? checked(sum + own.Quantity) : sum;
        }

        return sum;
    }

    /// <summary>Quantity of all live venues from the touch to a limit; complete only when it is so on each of them.</summary>
    /// <inheritdoc/>
    public DepthSum DepthTo(Side side, long limitPrice)
    {
        long sum = 0, known = side == Side.Bid ? long.MinValue : long.MaxValue;
        bool complete = false, first = true;
        foreach (Venue venue in venues)
        {
            if (IsLive(venue))
            {
                DepthSum own = venue.DepthTo(side, limitPrice);
                sum = checked(sum + own.Quantity);
                known = side == Side.Bid ? Math.Max(known, own.KnownPrice) : Math.Min(known, own.KnownPrice);
                complete = own.IsComplete && (first || complete);
                first = false;
            }
        }

        return first ? new DepthSum(0, limitPrice, 0, false) : new DepthSum(sum, limitPrice, known, complete);
    }

    /// <inheritdoc/>
    public SweepCost CostToTake(Side side, long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        long filled = 0, worst = 0;
        Int128 notional = 0;
        int touched = 0;
        bool more = TryGetBest(side, out DepthLevel level);
        while (more && filled < quantity)
        {
            long taken = Math.Min(level.Quantity, quantity - filled);
            worst = level.Price;
            filled += taken;
            notional += (Int128)worst * taken;
            touched++;
            more = TryGetNext(side, level.Price, out level);
        }

        return new SweepCost(quantity, filled, notional, worst, touched);
    }

    private static void Join(Side side, ref DepthLevel level, DepthLevel own)
    {
        if (level.Quantity == 0 || (own.Price - level.Price) * side.Sign() > 0)
        {
            level = own;
        }
        else if (own.Price == level.Price)
        {
            // One venue that does not count its orders makes the count of all unknown.
            int orders = level.OrderCount == 0 || own.OrderCount == 0 ? 0 : level.OrderCount + own.OrderCount;
            level = new DepthLevel(level.Price, checked(level.Quantity + own.Quantity), orders);
        }
    }

    private bool IsLive(Venue venue) => venue.Book.ReceiveTime != 0 && Now - venue.Book.ReceiveTime <= staleAfterNanos;

    private long Latest(Func<Venue, long> time)
    {
        long latest = 0;
        foreach (Venue venue in venues)
        {
            latest = IsLive(venue) ? Math.Max(latest, time(venue)) : latest;
        }

        return latest;
    }

    /// <summary>A venue's book in the consolidated increments.</summary>
    private sealed class Venue(IDepthBook book, long priceRatio, long quantityRatio)
    {
        public IDepthBook Book => book;

        public bool TryGetBest(Side side, out DepthLevel level) => book.TryGetBest(side, out level) && Convert(ref level);

        public bool TryGetNext(Side side, long afterPrice, out DepthLevel level) => book.TryGetNext(side, OwnPrice(side, afterPrice), out level) && Convert(ref level);

        public bool TryGetAt(Side side, long price, out DepthLevel level)
        {
            level = default;
            // The level just better than the price, then one step: the only way to its order count.
            return price % priceRatio == 0
                && book.QuantityAt(side, price / priceRatio) > 0
                && book.TryGetNext(side, (price / priceRatio) + side.Sign(), out level)
                && Convert(ref level);
        }

        public DepthSum DepthTo(Side side, long limitPrice)
        {
            DepthSum own = book.DepthTo(side, OwnPrice(side, limitPrice));
            long known = own.KnownPrice is long.MinValue or long.MaxValue ? own.KnownPrice : checked(own.KnownPrice * priceRatio);
            return new DepthSum(checked(own.Quantity * quantityRatio), limitPrice, known, own.IsComplete);
        }

        /// <summary>The venue's price at which a limit begins to count: rounded towards the touch.</summary>
        private long OwnPrice(Side side, long price)
        {
            (long quotient, long remainder) = Math.DivRem(price, priceRatio);
            return side == Side.Bid ? quotient + (remainder > 0 ? 1 : 0) : quotient - (remainder < 0 ? 1 : 0);
        }

        private bool Convert(ref DepthLevel level)
        {
            level = new DepthLevel(checked(level.Price * priceRatio), checked(level.Quantity * quantityRatio), level.OrderCount);
            return true;
        }
    }
}
