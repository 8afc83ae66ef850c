using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>One side of a book: the ladder, or the sparse form where the ladder does not pay.</summary>
internal sealed class SideLevels
{
    private const int PagesBeforeJudging = 64;

    /// <summary>Fewer levels than this on a page of 4 KiB, on average, and the sparse form is smaller and as fast.</summary>
    private const int LevelsPerPageMin = 2;

    /// <summary>Takes no change: stands for a side that is not a plain ladder at the moment.</summary>
    private static readonly LadderLevels NoLadder = new(new Stack<LevelPage>(), stamped: false);

    private readonly LevelStructure structure;
    private readonly bool stamped;
    private readonly bool negateKeys;
    private readonly LadderLevels ladderForm;
    private LadderLevels? ladder;
    private SparseLevels? sparse;

    public SideLevels(Side side, LevelStructure structure, Stack<LevelPage> pool, bool stamped)
    {
        Side = side;
        negateKeys = side == Side.Bid;
        this.structure = structure;
        this.stamped = stamped;
        ladderForm = new LadderLevels(pool, stamped);
        if (structure == LevelStructure.Sparse)
        {
            sparse = new SparseLevels(stamped);
        }
        else
        {
            ladder = ladderForm;
        }
    }

    public Side Side { get; }

    public bool IsSparse => ladder is null;

    public int PageCount => ladder?.PageCount ?? 0;

    public int Count => ladder is { } l ? l.Count : sparse!.Count;

    public long Best => ladder is { } l ? l.Best : sparse!.Best;

    /// <summary>The side where it is a ladder without counts and stamps, else a ladder that refuses every change.</summary>
    public LadderLevels PlainLadder => ladder is { IsPlain: true } l ? l : NoLadder;

    /// <summary>The best level; quantity 0 when there is none.</summary>
    public DepthLevel BestLevel => Count == 0 ? default : ladder is { } l ? l.BestLevel(negateKeys) : LevelAt(sparse!.Best);

    public long Total => ladder is { } l ? l.Total : sparse!.Total;

    private ILevelStore Store => ladder is { } l ? l : sparse!;

    public long ToKey(long price) => negateKeys ? -price : price;

    public long ToPrice(long key) => negateKeys ? -key : key;

    public LadderLevels.Outcome Set(long key, long quantity, int orders, long stamp)
    {
        if (ladder is { } l)
        {
            LadderLevels.Outcome outcome = l.Set(key, quantity, orders, stamp);
            if (outcome != LadderLevels.Outcome.SpanTooWide)
            {
                return outcome;
            }

            BecomeSparse();
        }

        return sparse!.Set(key, quantity, orders, stamp);
    }

    /// <inheritdoc cref="LadderLevels.AddTo"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddTo(long key, long change) => ladder is { } l ? l.AddTo(key, change) : AddToSparse(key, change);

    private int AddToSparse(long key, long change)
    {
        int orders = sparse!.OrderCountAt(key);
        return orders == 0 || sparse.TryAdjust(key, change) ? orders : -1;
    }

    /// <summary>Changes the quantity of a level that is there and keeps a quantity above 0.</summary>
    /// <returns>False, and nothing changed, when the quantities no longer fit into 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdjust(long key, long change) => ladder is { } l ? l.TryAdjust(key, change) : sparse!.TryAdjust(key, change);

    public long QuantityAt(long key) => Store.QuantityAt(key);

    public int OrderCountAt(long key) => ladder is { } l ? l.OrderCountAt(key) : sparse!.OrderCountAt(key);

    public long StampAt(long key) => Store.StampAt(key);

    public long NextAfter(long key) => Store.NextAfter(key);

    public long SumTo(long limitKey) => Store.SumTo(limitKey);

    public int CopyTop(Span<DepthLevel> levels) => Store.CopyTop(levels, negateKeys);

    public DepthLevel LevelAt(long key)
    {
        ILevelStore store = Store;
        return new DepthLevel(ToPrice(key), store.QuantityAt(key), store.OrderCountAt(key));
    }

    /// <summary>Called between messages: leaves the ladder when its pages are nearly empty.</summary>
    public void Judge()
    {
        if (ladder is { PageCount: > PagesBeforeJudging } l && structure == LevelStructure.Automatic && l.Count < (long)l.PageCount * LevelsPerPageMin)
        {
            BecomeSparse();
        }
    }

    public void Clear()
    {
        Store.Clear();
        if (structure != LevelStructure.Sparse)
        {
            ladder = ladderForm;
        }
    }

    private void BecomeSparse()
    {
        LadderLevels from = ladder!;
        sparse ??= new SparseLevels(stamped);
        sparse.Clear();
        for (long key = from.Best; key != long.MaxValue; key = from.NextAfter(key))
        {
            sparse.Set(key, from.QuantityAt(key), from.OrderCountAt(key), from.StampAt(key));
        }

        from.Clear();
        ladder = null;
    }
}
