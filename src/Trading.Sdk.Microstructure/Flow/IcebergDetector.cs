using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Finds icebergs. Order by order: an order that was executed away and is added again under its own id (a native refill) is one for certain. On levels: more
/// was executed at a price than the level displayed, or the level came back to its old size within the refill time after executions; such signs repeat at a
/// price only by chance or by an iceberg, so their probability grows with each.
/// </summary>
/// <remarks>
/// Signs after D. Zotikov, A. Antonov, "CME Iceberg Order Detection and Prediction", arXiv 1909.09495, 2019. Feed level 2 with
/// <see cref="OnTrade"/> before <see cref="OnLevel"/>; level 3 with <see cref="OnOrderExecuted"/> and <see cref="OnOrderAdded"/>. Watches the most recent 4,096 prices and orders.
/// </remarks>
public sealed class IcebergDetector
{
    private const int Capacity = 4096;

    private readonly long _refillNanos;
    private readonly double _sizeTolerance;
    private readonly Dictionary<(Side Side, long Price), Watch> _levels = new(Capacity);
    private readonly Dictionary<long, Watch> _orders = new(Capacity);

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
        Watch watch = _levels.GetValueOrDefault((resting, trade.Price));
        if (watch.Executed == 0 || trade.Time - watch.Time > _refillNanos)
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
        if (!_levels.TryGetValue((side, price), out Watch watch) || watch.SinceRefill == 0)
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
    /// <param name="orderId">The resting order.</param>
    /// <param name="quantity">Quantity executed.</param>
    /// <param name="remaining">Quantity it still displays.</param>
    public void OnOrderExecuted(long orderId, long quantity, long remaining)
    {
        Bound(_orders);
        Watch watch = _orders.GetValueOrDefault(orderId);
        watch.Executed += quantity;
        watch.SinceRefill = remaining == 0 ? 1 : 0;
        _orders[orderId] = watch;
    }

    /// <summary>Takes a new order of an order stream; true when it is the next slice of one that was executed away.</summary>
    public bool OnOrderAdded(long time, long orderId, Side side, long price, long quantity, out IcebergEvidence evidence)
    {
        evidence = default;
        if (!_orders.TryGetValue(orderId, out Watch watch) || watch.SinceRefill == 0)
        {
            return false;
        }

        watch.Refills++;
        watch.SinceRefill = 0;
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
    private static void Bound<TKey>(Dictionary<TKey, Watch> watches)
        where TKey : notnull
    {
        if (watches.Count >= Capacity)
        {
            watches.Clear();
        }
    }

    private struct Watch
    {
        public long Time;
        public long Before;
        public long Executed;
        public long SinceRefill;
        public int Refills;
    }
}
