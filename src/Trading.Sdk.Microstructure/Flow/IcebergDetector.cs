using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Finds icebergs. Order by order: an order that was executed and shows new quantity at its price under its own id (a native refill) is one for certain. On
/// levels: more was executed at a price than the level displayed, or the level came back to its old size within the refill time after executions; such signs
/// repeat at a price only by chance or by an iceberg, so their probability grows with each.
/// </summary>
/// <remarks>
/// Signs after D. Zotikov, A. Antonov, "CME Iceberg Order Detection and Prediction", arXiv 1909.09495, 2019. Feed level 2 with
/// <see cref="OnTrade"/> before <see cref="OnLevel"/>; level 3 with <see cref="OnOrderExecuted"/> and <see cref="OnOrderShown"/>. Watches the most recent 4,096 prices and orders.
/// </remarks>
public sealed class IcebergDetector
{
    private const int Capacity = 4096;

    private readonly long _refillNanos;
    private readonly double _sizeTolerance;
    private readonly Dictionary<(Side Side, long Price), LevelWatch> _levels = new(Capacity);
    private readonly Dictionary<long, OrderWatch> _orders = new(Capacity);

    /// <summary>Makes the detector.</summary>
    /// <param name="refillTime">Longest time from an execution to the refill. Default 100 ms.</param>
    /// <param name="sizeTolerance">How far the reappearing size may differ from the size before, as a share of it, 0…1. Default 0.1.</param>
    public IcebergDetector(TimeSpan? refillTime = null, double sizeTolerance = 0.1)
    {
        _refillNanos = Require.Positive(refillTime ?? TimeSpan.FromMilliseconds(100), nameof(refillTime)).Ticks * TimeSpan.NanosecondsPerTick;
        _sizeTolerance = Require.Within(sizeTolerance, 0.0, 1.0, nameof(sizeTolerance));
    }

    /// <summary>Takes a trade of a level stream.</summary>
    /// <param name="trade">The trade with its aggressor.</param>
    /// <param name="displayed">Quantity that the resting side displayed at the price before it, from the book.</param>
    public void OnTrade(in TradeTick trade, long displayed)
    {
        Side resting = trade.Aggressor.Opposite();
        if (resting == Side.None)
        {
            return;
        }

        Bound(_levels);
        LevelWatch watch = _levels.GetValueOrDefault((resting, trade.Price));
        if (watch.SinceRefill == 0 || trade.Time - watch.Time > _refillNanos)
        {
            watch.Before = displayed;
            watch.SinceRefill = 0;
        }

        watch.Executed += trade.Quantity;
        watch.SinceRefill += trade.Quantity;
        watch.Time = trade.Time;
        _levels[(resting, trade.Price)] = watch;
    }

    /// <summary>Takes a level after a change; true when it looks like a refill.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    /// <param name="side">Side of the level.</param>
    /// <param name="price">Price of the level.</param>
    /// <param name="quantity">Its quantity now.</param>
    /// <param name="evidence">The sign.</param>
    public bool OnLevel(long time, Side side, long price, long quantity, out IcebergEvidence evidence)
    {
        evidence = default;
        if (!_levels.TryGetValue((side, price), out LevelWatch watch) || watch.SinceRefill == 0)
        {
            return false;
        }

        bool isInTime = time - watch.Time <= _refillNanos;
        bool moreThanShown = watch.SinceRefill > watch.Before && watch.Before > 0;
        bool cameBack = watch.Before > 0 && Math.Abs((double)quantity - watch.Before) <= _sizeTolerance * watch.Before;
        if (!isInTime)
        {
            _levels.Remove((side, price));
            return false;
        }

        if (quantity == 0 || !(moreThanShown || cameBack))
        {
            return false;
        }

        watch.Refills++;
        watch.SinceRefill = 0;
        watch.Before = quantity;
        _levels[(side, price)] = watch;
        evidence = new IcebergEvidence(time, side, price, watch.Refills, watch.Executed, quantity, 1.0 - Math.Pow(0.5, watch.Refills));
        return true;
    }

    /// <summary>Takes an execution of an order stream.</summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    /// <param name="orderId">The resting order.</param>
    /// <param name="side">Its side.</param>
    /// <param name="price">Its price in storage increments.</param>
    /// <param name="quantity">Quantity executed.</param>
    /// <param name="remaining">Quantity it still displays; null where the feed does not tell.</param>
    public void OnOrderExecuted(long time, long orderId, Side side, long price, long quantity, long? remaining = null)
    {
        Bound(_orders);
        OrderWatch watch = _orders.GetValueOrDefault(orderId);
        if (watch.Side != side || watch.Price != price)
        {
            watch = new OrderWatch { Side = side, Price = price };
        }

        watch.Executed += quantity;
        watch.Remaining = remaining ?? (watch.IsExecuted ? watch.Remaining : 0);
        watch.Time = time;
        watch.IsExecuted = true;
        _orders[orderId] = watch;
    }

    /// <summary>
    /// Takes the quantity that an order shows, newly added or modified, of an order stream; true when it is the next slice of one that was executed: more than
    /// was left of it, at its price, under its id, within the refill time.
    /// </summary>
    /// <param name="time">Nanoseconds since 1970.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="side">Its side.</param>
    /// <param name="price">Its price in storage increments.</param>
    /// <param name="quantity">Quantity it shows now.</param>
    /// <param name="evidence">The sign, certain.</param>
    public bool OnOrderShown(long time, long orderId, Side side, long price, long quantity, out IcebergEvidence evidence)
    {
        evidence = default;
        if (!_orders.TryGetValue(orderId, out OrderWatch watch) || !watch.IsExecuted)
        {
            return false;
        }

        if (watch.Side != side || watch.Price != price || time - watch.Time > _refillNanos)
        {
            // Moved, or a new life of the id: what was executed before has nothing to do with it.
            _orders.Remove(orderId);
            return false;
        }

        if (quantity <= watch.Remaining)
        {
            return false;
        }

        watch.Refills++;
        watch.IsExecuted = false;
        _orders[orderId] = watch;
        evidence = new IcebergEvidence(time, side, price, watch.Refills, watch.Executed, quantity, 1.0);
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _levels.Clear();
        _orders.Clear();
    }

    // Old watches are of no use: when the table is full it starts afresh, which bounds memory whatever the stream.
    private static void Bound<TKey, TWatch>(Dictionary<TKey, TWatch> watches)
        where TKey : notnull
    {
        if (watches.Count >= Capacity)
        {
            watches.Clear();
        }
    }

    private struct LevelWatch
    {
        public long Time;
        public long Before;
        public long Executed;
        public long SinceRefill;
        public int Refills;
    }

    private struct OrderWatch
    {
        public long Time;
        public long Price;
        public long Executed;
        public long Remaining;
        public int Refills;
        public Side Side;
        public bool IsExecuted;
    }
}
