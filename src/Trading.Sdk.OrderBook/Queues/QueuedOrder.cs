using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// An own, imaginary order in a recorded level-2 stream: follows the events of its instrument, keeps the estimated quantity
/// ahead and says when and how far the order would have been filled. Quantities are in storage increments.
/// </summary>
/// <remarks>
/// Trades at the order's price take from its front; a trade through its price, or an opposite level at or through it, fills
/// it whole. The order is so small that the market did not react to it. A snapshot counts as one change of the order's level.
/// </remarks>
public sealed class QueuedOrder
{
    private readonly int instrumentId;
    private readonly QueueEstimator estimator;
    private long levelQuantity;
    private bool cleared;
    private bool levelSeen;
    private long oppositeReached;

    /// <summary>Places the order at the end of its level.</summary>
    /// <param name="book">The book at the moment of acceptance.</param>
    /// <param name="side">Bid or ask.</param>
    /// <param name="price">In storage increments.</param>
    /// <param name="quantity">Above 0.</param>
    /// <param name="model">What is believed about decreases of the level.</param>
    public QueuedOrder(IDepthBook book, Side side, long price, long quantity, QueueModel model)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        instrumentId = book.Instrument.Id;
        Side = side;
        Price = price;
        Quantity = quantity;
        levelQuantity = book.QuantityAt(side, price);
        estimator = new QueueEstimator(model, levelQuantity);
    }

    /// <summary>Side of the order.</summary>
    public Side Side { get; }

    /// <summary>Price of the order.</summary>
    public long Price { get; }

    /// <summary>Quantity of the order.</summary>
    public long Quantity { get; }

    /// <summary>The model behind the estimate.</summary>
    public QueueModel Model => estimator.Model;

    /// <summary>Estimated quantity ahead, never below 0; 0 once anything was filled.</summary>
    public double QuantityAhead => estimator.QuantityAhead;

    /// <summary>What has been filled so far.</summary>
    public long Filled { get; private set; }

    /// <summary>Exchange time of the first fill; null before it.</summary>
    public long? FirstFillTime { get; private set; }

    /// <summary>Exchange time at which the order was filled whole; null before that.</summary>
    public long? FilledTime { get; private set; }

    /// <summary>Follows events, of which those of other instruments are passed over.</summary>
    /// <returns>True when the quantity ahead or the fill changed.</returns>
    public bool Apply(ReadOnlySpan<MarketEvent> events)
    {
        double ahead = estimator.Front;
        long filled = Filled;
        foreach (ref readonly MarketEvent e in events)
        {
            if (FilledTime is not null)
            {
                break;
            }

            if (e.InstrumentId == instrumentId)
            {
                Apply(in e);
            }

            if (e.IsEndOfMessage)
            {
                EndMessage(e.ExchangeTime);
            }
        }

        return ahead != estimator.Front || filled != Filled;
    }

    private void Apply(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case MarketEventKind.Clear when e.Side == Side.None || e.Side == Side:
                cleared = true;
                levelSeen = false;
                break;
            case MarketEventKind.Level when e.Side == Side && e.Price == Price:
                levelSeen = true;
                estimator.OnDepth(levelQuantity, e.Quantity);
                levelQuantity = e.Quantity;
                break;
            case MarketEventKind.Level when e.Side == Side.Opposite() && e.Quantity > 0 && (Price - e.Price) * Side.Sign() >= 0:
                // Judged at the end of the message: only then is the level there to stay.
                oppositeReached += e.Quantity;
                break;
            case MarketEventKind.Trade when (Price - e.Price) * Side.Sign() > 0:
                Fill(Quantity - Filled, e.ExchangeTime);
                break;
            case MarketEventKind.Trade when e.Price == Price && e.Side != Side:
                estimator.OnTrade(e.Quantity);
                if (estimator.IsReached(1))
                {
                    Fill((long)Math.Round(estimator.TakeFill(Quantity - Filled), MidpointRounding.AwayFromZero), e.ExchangeTime);
                }

                break;
        }
    }

    private void EndMessage(long time)
    {
        if (cleared && !levelSeen)
        {
            estimator.OnDepth(levelQuantity, 0);
            levelQuantity = 0;
        }

        cleared = false;
        if (oppositeReached > 0)
        {
            oppositeReached = 0;
            Fill(Quantity - Filled, time);
        }
    }

    private void Fill(long quantity, long time)
    {
        if (quantity <= 0 || FilledTime is not null)
        {
            return;
        }

        Filled += Math.Min(quantity, Quantity - Filled);
        FirstFillTime ??= time;
        if (Filled == Quantity)
        {
            FilledTime = time;
        }
    }
}
