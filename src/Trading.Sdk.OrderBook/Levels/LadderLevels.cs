using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// The paged tick ladder: a directory of pages of 512 price steps. A change is one indexed store; the best level is found
/// through occupancy bits when it is asked for; sums per page make depth up to a price cost O(pages). Pages are pooled: a page
/// without levels goes back at once, so memory follows the levels, not the distance the price has travelled.
/// </summary>
internal sealed class LadderLevels : ILevelStore
{
    private readonly bool stamped;
    private PageDirectory directory;

    /// <summary>No level lies below this offset. A change moves it down at most; whoever asks for the best level moves it up to it.</summary>
    private long low = long.MaxValue;
    private long total;
    private int count;
    private bool counted;

    /// <param name="pool">Free pages, shared by the sides of a book.</param>
    /// <param name="stamped">Whether levels remember the stamp of their last change.</param>
    public LadderLevels(Stack<LevelPage> pool, bool stamped)
    {
        directory = new PageDirectory(pool);
        this.stamped = stamped;
    }

    /// <summary>Result of a change.</summary>
    public enum Outcome
    {
        Applied,
        UnknownDelete,
        TotalOverflow,
        SpanTooWide,
    }

    public int Count => count;

    public long Best => count == 0 ? long.MaxValue : directory.FirstKey + FindBest();

    public long Total => total;

    /// <summary>Pages in use.</summary>
    public int PageCount => directory.PageCount;

    /// <summary>True while levels have neither order counts nor stamps: <see cref="TrySet"/> is then all there is to a change.</summary>
    public bool IsPlain => !(stamped | counted);

    /// <summary>
    /// Sets the quantity of a level on a page in use; the whole cost of a book in its usual state. Adding, changing and removing
    /// come in random turns, so they are told apart by arithmetic instead of branches that no predictor learns.
    /// </summary>
    /// <param name="key">Any.</param>
    /// <param name="quantity">0 removes.</param>
    /// <param name="known">0 when a level was to be removed that is not there, else 1.</param>
    /// <returns>False, and nothing changed, when the page is not in use, the quantity is negative or the sum does not fit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySet(long key, long quantity, out int known)
    {
        known = 1;
        long offset = key - directory.FirstKey;
        ref PageDirectory.Entry entry = ref directory.Find(offset);
        if (Unsafe.IsNullRef(ref entry))
        {
            return false;
        }

        LevelPage page = entry.Page!;
        int slot = (int)offset & LevelPage.SlotMask;
        ref long stored = ref page.Quantity(slot);
        long old = stored, change = quantity - old, newTotal = total + change;
        if ((newTotal | quantity) < 0)
        {
            return false;
        }

        stored = quantity;
        total = newTotal;
        entry.Sum += change;

        // Quantities are not negative: the sign of the negated one tells 0 from the others.
        int had = (int)((ulong)-old >> 63), has = (int)((ulong)-quantity >> 63);
        ref ulong word = ref page.Word(slot);
        word = (word & ~(1ul << slot)) | ((ulong)(uint)has << slot);
        count += has - had;
        page.Count += has - had;
        if (offset < low)
        {
            low = offset;
        }

        known = had | has;
        if (page.Count == 0)
        {
            Close(offset);
        }

        return true;
    }

    public Outcome Set(long key, long quantity, int orders, long stamp)
    {
        long offset = key - directory.FirstKey;
        ref PageDirectory.Entry entry = ref directory.Find(offset);
        if (Unsafe.IsNullRef(ref entry))
        {
            return SetOnNewPage(key, quantity, orders, stamp);
        }

        LevelPage page = entry.Page!;
        int slot = (int)offset & LevelPage.SlotMask;
        if (total + (quantity - page.Quantity(slot)) < 0)
        {
            return Outcome.TotalOverflow;
        }

        // Before the change, which may give the page away.
        SetExtras(page, slot, quantity == 0 ? 0 : orders, stamp);
        bool changed = TrySet(key, quantity, out int known);
        Debug.Assert(changed, "what stands in the way of a change was looked for");
        return known != 0 ? Outcome.Applied : Outcome.UnknownDelete;
    }

    /// <summary>Adds to the quantity of a level that has an order count, in one look-up.</summary>
    /// <param name="key">Any.</param>
    /// <param name="change">Above 0.</param>
    /// <returns>The level's order count, which stays; 0, and nothing changed, when it is not there; −1, and nothing changed, when the quantities no longer fit into 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddTo(long key, long change)
    {
        long offset = key - directory.FirstKey;
        ref PageDirectory.Entry entry = ref directory.Find(offset);
        if (Unsafe.IsNullRef(ref entry) || entry.Page!.OrderCounts is not { } counts)
        {
            return 0;
        }

        int slot = (int)offset & LevelPage.SlotMask, orders = counts[slot];
        long newTotal = total + change;
        if (orders == 0 || newTotal < 0)
        {
            return orders == 0 ? 0 : -1;
        }

        entry.Page.Quantity(slot) += change;
        entry.Sum += change;
        total = newTotal;
        return orders;
    }

    /// <summary>Changes the quantity of a level that is there and keeps a quantity above 0.</summary>
    /// <returns>False, and nothing changed, when the quantities no longer fit into 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdjust(long key, long change)
    {
        long newTotal = total + change;
        if (newTotal < 0)
        {
            return false;
        }

        long offset = key - directory.FirstKey;
        ref PageDirectory.Entry entry = ref directory.At(offset);
        Debug.Assert(entry.Page is not null, "the level is there");
        entry.Page.Quantity((int)offset & LevelPage.SlotMask) += change;
        entry.Sum += change;
        total = newTotal;
        return true;
    }

    public long QuantityAt(long key) => PageOf(key) is { } page ? page.Quantities[Slot(key)] : 0;

    public int OrderCountAt(long key) => PageOf(key)?.OrderCounts is { } counts ? counts[Slot(key)] : 0;

    public long StampAt(long key) => PageOf(key)?.Stamps is { } stamps ? stamps[Slot(key)] : 0;

    /// <summary>The best of at least one level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DepthLevel BestLevel(bool negateKeys)
    {
        long offset = FindBest(), key = directory.FirstKey + offset;
        LevelPage page = directory.At(offset).Page!;
        int slot = (int)offset & LevelPage.SlotMask;
        return new DepthLevel(negateKeys ? -key : key, page.Quantity(slot), page.OrderCounts is { } counts ? counts[slot] : 0);
    }

    public long NextAfter(long key)
    {
        if (count == 0 || key == long.MaxValue)
        {
            return long.MaxValue;
        }

        // Both ends of the range of prices in one subtraction do not fit: what lies so far off is beyond the directory.
        long from = key < directory.FirstKey ? 0 : key + 1 - directory.FirstKey, next = from < 0 ? -1 : directory.NextLevel(from);
        return next < 0 ? long.MaxValue : directory.FirstKey + next;
    }

    public long SumTo(long limitKey)
    {
        if (limitKey < Best)
        {
            return 0;
        }

        long sum = 0;
        int first = (int)(low >> LevelPage.Shift), last = (int)Math.Min((limitKey >> LevelPage.Shift) - (directory.FirstKey >> LevelPage.Shift), directory.Length);
        for (int index = first; index < last; index++)
        {
            sum += directory.OfIndex(index).Sum;
        }

        return last < directory.Length && directory.OfIndex(last).Page is { } page ? sum + Sum(((ReadOnlySpan<long>)page.Quantities)[..(Slot(limitKey) + 1)]) : sum;
    }

    public int CopyTop(Span<DepthLevel> levels, bool negateKeys)
    {
        int wanted = Math.Min(levels.Length, count), copied = 0;
        if (wanted == 0)
        {
            return 0;
        }

        int index = (int)(FindBest() >> LevelPage.Shift), w = ((int)low & LevelPage.SlotMask) >> 6;
        while (true)
        {
            LevelPage page = directory.OfIndex(index).Page!;
            long start = directory.FirstKey + ((long)index << LevelPage.Shift);
            int[]? counts = page.OrderCounts;
            for (; w < LevelPage.Words; w++)
            {
                for (ulong bits = page.Occupied[w]; bits != 0; bits &= bits - 1)
                {
                    int slot = (w << 6) + BitOperations.TrailingZeroCount(bits);
                    long key = start + slot;
                    levels[copied] = new DepthLevel(negateKeys ? -key : key, page.Quantities[slot], counts is null ? 0 : counts[slot]);
                    if (++copied == wanted)
                    {
                        return copied;
                    }
                }
            }

            index = directory.NextPage(index + 1);
            w = 0;
        }
    }

    public void Clear()
    {
        for (int index = directory.NextPage(0); index >= 0; index = directory.NextPage(index + 1))
        {
            directory.OfIndex(index).Page!.Clear();
            directory.Close(index);
        }

        low = long.MaxValue;
        total = 0;
        count = 0;
    }

    private int Slot(long key) => (int)(key - directory.FirstKey) & LevelPage.SlotMask;

    private LevelPage? PageOf(long key)
    {
        ref PageDirectory.Entry entry = ref directory.Find(key - directory.FirstKey);
        return Unsafe.IsNullRef(ref entry) ? null : entry.Page;
    }

    /// <summary>Offset of the best of at least one level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long FindBest()
    {
        long offset = low;
        if (directory.At(offset).Page is { } page)
        {
            int slot = (int)offset & LevelPage.SlotMask;
            ulong bits = page.Word(slot) >> slot;
            if (bits != 0)
            {
                return low = offset + BitOperations.TrailingZeroCount(bits);
            }
        }

        return FindBestFrom(offset);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long FindBestFrom(long offset) => low = directory.NextLevel(offset);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Outcome SetOnNewPage(long key, long quantity, int orders, long stamp)
    {
        if (quantity == 0)
        {
            return Outcome.UnknownDelete;
        }

        long best = Best;
        if (!directory.TryReach(key))
        {
            return Outcome.SpanTooWide;
        }

        // The directory may have moved.
        low = best == long.MaxValue ? long.MaxValue : best - directory.FirstKey;
        if (total + quantity < 0)
        {
            return Outcome.TotalOverflow;
        }

        directory.Open((int)((key - directory.FirstKey) >> LevelPage.Shift));
        return Set(key, quantity, orders, stamp);
    }

    private void SetExtras(LevelPage page, int slot, int orders, long stamp)
    {
        counted |= orders != 0;
        if (counted)
        {
            (page.OrderCounts ??= new int[LevelPage.Size])[slot] = orders;
        }

        if (stamped)
        {
            (page.Stamps ??= new long[LevelPage.Size])[slot] = stamp;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Close(long offset) => directory.Close((int)(offset >> LevelPage.Shift));

    private static long Sum(ReadOnlySpan<long> values)
    {
        Vector<long> even = Vector<long>.Zero, odd = Vector<long>.Zero;
        int i = 0, step = Vector<long>.Count;
        for (; i <= values.Length - (2 * step); i += 2 * step)
        {
            even += new Vector<long>(values[i..]);
            odd += new Vector<long>(values[(i + step)..]);
        }

        long sum = Vector.Sum(even + odd);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
