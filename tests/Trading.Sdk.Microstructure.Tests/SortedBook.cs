using Trading.Sdk.MarketData;

namespace Trading.Sdk.Microstructure.Tests;

/// <summary>The plainest book that fulfils the contract, so that the measures are tested against it and not against a clever one.</summary>
internal sealed class SortedBook(Instrument instrument) : IDepthBook
{
    private readonly SortedList<long, long> _bids = [];
    private readonly SortedList<long, long> _asks = [];

    public Instrument Instrument { get; } = instrument;

    public long ExchangeTime { get; private set; }

    public long ReceiveTime { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>Levels farther than this from the touch are called unknown; 0 = everything is known.</summary>
    public long KnownTicks { get; init; }

    public void Apply(ReadOnlySpan<MarketEvent> message)
    {
        foreach (ref readonly MarketEvent e in message)
        {
            if (e.Kind == MarketEventKind.Clear)
            {
                _bids.Clear();
                _asks.Clear();
            }
            else if (e.Kind == MarketEventKind.Level)
            {
                Set(e.Side, e.Price, e.Quantity);
            }

            (ExchangeTime, ReceiveTime, Sequence) = (e.ExchangeTime, e.ReceiveTime, e.Sequence);
        }
    }

    public SortedBook Set(Side side, long price, long quantity)
    {
        SortedList<long, long> levels = Levels(side);
        long key = side == Side.Bid ? -price : price;
        if (quantity == 0)
        {
            levels.Remove(key);
        }
        else
        {
            levels[key] = quantity;
        }

        return this;
    }

    public int LevelCount(Side side) => Levels(side).Count;

    public bool TryGetBest(Side side, out DepthLevel level) => TryGet(side, 0, out level);

    public bool TryGetNext(Side side, long afterPrice, out DepthLevel level)
    {
        long after = side == Side.Bid ? -afterPrice : afterPrice;
        IList<long> keys = Levels(side).Keys;
        int i = 0;
        while (i < keys.Count && keys[i] <= after)
        {
            i++;
        }

        return TryGet(side, i, out level);
    }

    public int CopyTop(Side side, Span<DepthLevel> levels)
    {
        int n = Math.Min(levels.Length, LevelCount(side));
        for (int i = 0; i < n; i++)
        {
            TryGet(side, i, out levels[i]);
        }

        return n;
    }

    public long QuantityAt(Side side, long price) => Levels(side).GetValueOrDefault(side == Side.Bid ? -price : price);

    public DepthSum DepthTo(Side side, long limitPrice)
    {
        long limit = side == Side.Bid ? -limitPrice : limitPrice;
        SortedList<long, long> levels = Levels(side);
        long sum = 0;
        for (int i = 0; i < levels.Count && levels.Keys[i] <= limit; i++)
        {
            sum += levels.Values[i];
        }

        long known = KnownTicks == 0 || levels.Count == 0 ? long.MaxValue : levels.Keys[0] + KnownTicks;
        return new DepthSum(sum, limitPrice, side == Side.Bid ? -known : known, limit <= known);
    }

    public SweepCost CostToTake(Side side, long quantity)
    {
        long filled = 0, worst = 0;
        int touched = 0;
        Int128 notional = 0;
        for (int i = 0; i < LevelCount(side) && filled < quantity; i++)
        {
            TryGet(side, i, out DepthLevel level);
            long part = Math.Min(quantity - filled, level.Quantity);
            filled += part;
            notional += (Int128)part * level.Price;
            worst = level.Price;
            touched++;
        }

        return new SweepCost(quantity, filled, notional, worst, touched);
    }

    private SortedList<long, long> Levels(Side side) => side == Side.Bid ? _bids : _asks;

    private bool TryGet(Side side, int index, out DepthLevel level)
    {
        SortedList<long, long> levels = Levels(side);
        level = index < levels.Count ? new DepthLevel(side == Side.Bid ? -levels.Keys[index] : levels.Keys[index], levels.Values[index]) : default;
        return index < levels.Count;
    }
}
