using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// The paged tick ladder: a directory of pages of 512 price steps. A change is one indexed store; the best level is tracked
/// and found again through occupancy bits; sums per page make depth up to a price cost O(pages). Pages are pooled: a page
/// without levels goes back at once, so memory follows the levels, not the distance the price has travelled.
/// </summary>
internal sealed class LadderLevels : ILevelStore
{
    /// <summary>Most pages between the lowest and the highest price (134 million steps); beyond it the side is kept sparsely.</summary>
    public const int PagesMax = 1 << 18;

    private const int InitialPages = 64;
    private const int SlotMask = LevelPage.Size - 1;

    private readonly bool stamped;
    private readonly Stack<LevelPage> pool;
    private LevelPage?[] pages = new LevelPage?[InitialPages];
    private long[] sums = new long[InitialPages];
    private ulong[] usedPages = new ulong[InitialPages / 64];
    private ulong[] usedWords = new ulong[1];
    private long firstPage;
    private long best = long.MaxValue;
    private long total;
    private int count;
    private bool counted;

    /// <param name="pool">Free pages, shared by the sides of a book.</param>
    /// <param name="stamped">Whether levels remember the stamp of their last change.</param>
    public LadderLevels(Stack<LevelPage> pool, bool stamped)
    {
        this.pool = pool;
        this.stamped = stamped;
    }

    public int Count => count;

    public long Best => best;

    public long Total => total;

    /// <summary>Pages in use.</summary>
    public int PageCount { get; private set; }

    /// <summary>Result of a change.</summary>
    public enum Outcome
    {
        Applied,
        UnknownDelete,
        TotalOverflow,
        SpanTooWide,
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Outcome Set(long key, long quantity, int orders, long stamp)
    {
        ulong index = (ulong)((key >> LevelPage.Shift) - firstPage);
        LevelPage?[] directory = pages;
        if (index >= (ulong)directory.Length || directory[index] is not { } page)
        {
            return SetOnNewPage(key, quantity, orders, stamp);
        }

        int slot = (int)key & SlotMask;
        ref long stored = ref Unsafe.Add(ref Unsafe.As<LevelPage.QuantitySlots, long>(ref page.Quantities), slot);
        long old = stored;
        long newTotal = total - old + quantity;
        if (newTotal < 0)
        {
            return Outcome.TotalOverflow;
        }

        stored = quantity;
        total = newTotal;
        sums[index] += quantity - old;

        // Adding, changing and removing come in random turns: arithmetic instead of branches that no predictor learns.
        int had = old != 0 ? 1 : 0, has = quantity != 0 ? 1 : 0;
        ref ulong word = ref Unsafe.Add(ref Unsafe.As<LevelPage.OccupancyWords, ulong>(ref page.Occupied), slot >> 6);
        word = (word & ~(1ul << slot)) | ((ulong)(uint)has << slot);
        count += has - had;
        page.Count += has - had;

        // A book that keeps neither counts nor stamps never comes here; one that keeps the same count only compares.
        if ((stamped | counted | (orders != 0)) && (stamped || page.OrderCounts is not { } counts || counts[slot] != (has != 0 ? orders : 0)))
        {
            SetExtras(page, slot, orders, stamp, has);
        }

        if (key <= best)
        {
            best = has != 0 ? key : had != 0 ? NextAfter(key) : best;
        }

        if (page.Count == 0)
        {
            Release((int)index);
        }

        return (had | has) != 0 ? Outcome.Applied : Outcome.UnknownDelete;
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

        nint index = (nint)((key >> LevelPage.Shift) - firstPage);
        Debug.Assert((ulong)index < (ulong)pages.Length && pages[index] is not null, "the level is there");
        LevelPage page = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(pages), index)!;
        Unsafe.Add(ref Unsafe.As<LevelPage.QuantitySlots, long>(ref page.Quantities), (int)key & SlotMask) += change;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(sums), index) += change;
        total = newTotal;
        return true;
    }

    public long QuantityAt(long key) => PageOf(key) is { } page ? page.Quantities[(int)key & SlotMask] : 0;

    public int OrderCountAt(long key) => PageOf(key)?.OrderCounts is { } counts ? counts[(int)key & SlotMask] : 0;

    public long StampAt(long key) => PageOf(key)?.Stamps is { } stamps ? stamps[(int)key & SlotMask] : 0;

    /// <summary>The best of at least one level.</summary>
    public DepthLevel BestLevel(bool negateKeys)
    {
        LevelPage page = pages[(int)((best >> LevelPage.Shift) - firstPage)]!;
        int slot = (int)best & SlotMask;
        return new DepthLevel(negateKeys ? -best : best, page.Quantities[slot], page.OrderCounts is { } counts ? counts[slot] : 0);
    }

    public long NextAfter(long key)
    {
        if (count == 0 || key == long.MaxValue)
        {
            return long.MaxValue;
        }

        long from = key + 1, index = (from >> LevelPage.Shift) - firstPage;
        if (index < 0)
        {
            index = 0;
            from = firstPage << LevelPage.Shift;
        }
        else if (index >= pages.Length)
        {
            return long.MaxValue;
        }

        if (pages[index] is { } page)
        {
            int slot = (int)from & SlotMask, w = slot >> 6;
            ulong bits = page.Occupied[w] & (ulong.MaxValue << slot);
            while (bits == 0 && ++w < LevelPage.Words)
            {
                bits = page.Occupied[w];
            }

            if (bits != 0)
            {
                return ((firstPage + index) << LevelPage.Shift) + (w << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        int next = NextPage((int)index + 1);
        return next < 0 ? long.MaxValue : FirstOf(next);
    }

    public long SumTo(long limitKey)
    {
        if (limitKey < best)
        {
            return 0;
        }

        long limitPage = (limitKey >> LevelPage.Shift) - firstPage;
        int first = (int)((best >> LevelPage.Shift) - firstPage);
        if (limitPage >= pages.Length)
        {
            return Sum(sums.AsSpan(first));
        }

        long sum = Sum(sums.AsSpan(first, (int)limitPage - first));
        return pages[limitPage] is { } page ? sum + Sum(((Span<long>)page.Quantities)[..(((int)limitKey & SlotMask) + 1)]) : sum;
    }

    public int CopyTop(Span<DepthLevel> levels, bool negateKeys)
    {
        int wanted = Math.Min(levels.Length, count), copied = 0;
        if (wanted == 0)
        {
            return 0;
        }

        int index = (int)((best >> LevelPage.Shift) - firstPage);
        while (true)
        {
            LevelPage page = pages[index]!;
            long start = (firstPage + index) << LevelPage.Shift;
            int[]? counts = page.OrderCounts;
            for (int w = 0; w < LevelPage.Words; w++)
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

            index = NextPage(index + 1);
        }
    }

    public void Clear()
    {
        for (int index = NextPage(0); index >= 0; index = NextPage(index + 1))
        {
            pages[index]!.Clear();
            sums[index] = 0;
            Release(index);
        }

        best = long.MaxValue;
        total = 0;
        count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Outcome SetOnNewPage(long key, long quantity, int orders, long stamp)
    {
        if (quantity == 0)
        {
            return Outcome.UnknownDelete;
        }

        if (!TryReach(key >> LevelPage.Shift))
        {
            return Outcome.SpanTooWide;
        }

        if (total + quantity < 0)
        {
            return Outcome.TotalOverflow;
        }

        int index = (int)((key >> LevelPage.Shift) - firstPage);
        pages[index] = pool.TryPop(out LevelPage? page) ? page : new LevelPage();
        usedPages[index >> 6] |= 1ul << index;
        usedWords[index >> 12] |= 1ul << (index >> 6);
        PageCount++;
        return Set(key, quantity, orders, stamp);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetExtras(LevelPage page, int slot, int orders, long stamp, int has)
    {
        counted |= orders != 0;
        if (counted)
        {
            (page.OrderCounts ??= new int[LevelPage.Size])[slot] = has != 0 ? orders : 0;
        }

        if (stamped)
        {
            (page.Stamps ??= new long[LevelPage.Size])[slot] = stamp;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Release(int index)
    {
        if (pages[index] is not { } page)
        {
            return;
        }

        pool.Push(page);
        pages[index] = null;
        PageCount--;
        if ((usedPages[index >> 6] &= ~(1ul << index)) == 0)
        {
            usedWords[index >> 12] &= ~(1ul << (index >> 6));
        }
    }

    /// <summary>Makes the directory reach a page, keeping it as short as the used pages allow.</summary>
    private bool TryReach(long page)
    {
        if ((ulong)(page - firstPage) < (ulong)pages.Length)
        {
            return true;
        }

        long low = page, high = page;
        if (count > 0)
        {
            low = Math.Min(low, best >> LevelPage.Shift);
            high = Math.Max(high, firstPage + LastPage());
        }

        long span = high - low + 1;
        if (span > PagesMax || span < 1)
        {
            return false;
        }

        // Room on both sides, so that a travelling price moves the directory seldom.
        int length = (int)Math.Max(InitialPages, BitOperations.RoundUpToPowerOf2((ulong)span * 2));
        long newFirst = low - ((length - span) / 2);
        var newPages = new LevelPage?[length];
        var newSums = new long[length];
        var newUsed = new ulong[length / 64];
        var newWords = new ulong[((length / 64) + 63) / 64];
        for (int index = NextPage(0); index >= 0; index = NextPage(index + 1))
        {
            int moved = (int)(firstPage + index - newFirst);
            newPages[moved] = pages[index];
            newSums[moved] = sums[index];
            newUsed[moved >> 6] |= 1ul << moved;
            newWords[moved >> 12] |= 1ul << (moved >> 6);
        }

        (pages, sums, usedPages, usedWords, firstPage) = (newPages, newSums, newUsed, newWords, newFirst);
        return true;
    }

    private LevelPage? PageOf(long key)
    {
        ulong index = (ulong)((key >> LevelPage.Shift) - firstPage);
        return index < (ulong)pages.Length ? pages[index] : null;
    }

    /// <summary>The first used page at or after an index; −1 when there is none.</summary>
    private int NextPage(int index)
    {
        if (index >= pages.Length)
        {
            return -1;
        }

        int w = index >> 6;
        ulong bits = usedPages[w] & (ulong.MaxValue << index);
        if (bits != 0)
        {
            return (w << 6) + BitOperations.TrailingZeroCount(bits);
        }

        if (++w >= usedPages.Length)
        {
            return -1;
        }

        int s = w >> 6;
        bits = usedWords[s] & (ulong.MaxValue << w);
        while (bits == 0)
        {
            if (++s >= usedWords.Length)
            {
                return -1;
            }

            bits = usedWords[s];
        }

        w = (s << 6) + BitOperations.TrailingZeroCount(bits);
        return (w << 6) + BitOperations.TrailingZeroCount(usedPages[w]);
    }

    private int LastPage()
    {
        int w = usedPages.Length - 1;
        while (usedPages[w] == 0)
        {
            w--;
        }

        return (w << 6) + 63 - BitOperations.LeadingZeroCount(usedPages[w]);
    }

    private long FirstOf(int index)
    {
        LevelPage page = pages[index]!;
        int w = 0;
        while (page.Occupied[w] == 0)
        {
            w++;
        }

        return ((firstPage + index) << LevelPage.Shift) + (w << 6) + BitOperations.TrailingZeroCount(page.Occupied[w]);
    }

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
