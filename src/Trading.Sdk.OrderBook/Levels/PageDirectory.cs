using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// Which pages of a side are in use, and where. Positions are offsets from <see cref="FirstKey"/>, never negative, so that one
/// unsigned comparison tells a key of the directory from one outside it. Bits of used pages in two steps find the next page.
/// </summary>
/// <remarks>A mutable structure that lives in its ladder: its fields are then one load away.</remarks>
internal struct PageDirectory
{
    /// <summary>Most pages between the lowest and the highest price (134 million steps); beyond it the side is kept sparsely.</summary>
    public const int PagesMax = 1 << 18;

    private const int InitialPages = 64;

    private readonly Stack<LevelPage> pool;
    private Entry[] entries = new Entry[InitialPages];
    private ulong[] usedPages = new ulong[InitialPages / 64];
    private ulong[] usedWords = new ulong[1];

    /// <param name="pool">Free pages, shared by the sides of a book.</param>
    public PageDirectory(Stack<LevelPage> pool) => this.pool = pool;

    /// <summary>Key of offset 0, the first slot of a page.</summary>
    public long FirstKey { get; private set; }

    /// <summary>Pages in use.</summary>
    public int PageCount { get; private set; }

    public readonly int Length => entries.Length;

    /// <summary>The page that holds an offset, and its sum; a null reference when the offset is outside or the page is not in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Entry Find(long offset)
    {
        Entry[] all = entries;
        ulong index = (ulong)offset >> LevelPage.Shift;
        if (index < (ulong)all.Length)
        {
            ref Entry entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(all), (nint)index);
            if (entry.Page is not null)
            {
                return ref entry;
            }
        }

        return ref Unsafe.NullRef<Entry>();
    }

    /// <summary>The entry of an offset whose page is known to be in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Entry At(long offset)
    {
        Debug.Assert((ulong)offset >> LevelPage.Shift < (ulong)entries.Length, "the offset lies within the directory");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(entries), (nint)(offset >> LevelPage.Shift));
    }

    public readonly ref Entry OfIndex(int index) => ref entries[index];

    /// <summary>Takes a page into use where there is none.</summary>
    public void Open(int index)
    {
        entries[index].Page = pool.TryPop(out LevelPage? page) ? page : new LevelPage();
        usedPages[index >> 6] |= 1ul << index;
        usedWords[index >> 12] |= 1ul << (index >> 6);
        PageCount++;
    }

    /// <summary>Gives an emptied page back.</summary>
    public void Close(int index)
    {
        pool.Push(entries[index].Page!);
        entries[index] = default;
        PageCount--;
        if ((usedPages[index >> 6] &= ~(1ul << index)) == 0)
        {
            usedWords[index >> 12] &= ~(1ul << (index >> 6));
        }
    }

    /// <summary>Makes the directory reach a key, keeping it as short as the used pages allow. Offsets change with <see cref="FirstKey"/>.</summary>
    /// <returns>False when the used pages and the key are too far apart.</returns>
    public bool TryReach(long key)
    {
        if ((ulong)(key - FirstKey) >> LevelPage.Shift < (ulong)entries.Length)
        {
            return true;
        }

        long firstPage = FirstKey >> LevelPage.Shift, page = key >> LevelPage.Shift, low = page, high = page;
        if (PageCount > 0)
        {
            low = Math.Min(low, firstPage + NextPage(0));
            high = Math.Max(high, firstPage + LastPage());
        }

        long span = high - low + 1;
        if (span is > PagesMax or < 1)
        {
            return false;
        }

        // Room on both sides, so that a travelling price moves the directory seldom.
        int length = (int)Math.Max(InitialPages, BitOperations.RoundUpToPowerOf2((ulong)span * 2));
        long newFirst = low - ((length - span) / 2);
        var moved = new Entry[length];
        var movedUsed = new ulong[length / 64];
        var movedWords = new ulong[((length / 64) + 63) / 64];
        for (int index = NextPage(0); index >= 0; index = NextPage(index + 1))
        {
            int to = (int)(firstPage + index - newFirst);
            moved[to] = entries[index];
            movedUsed[to >> 6] |= 1ul << to;
            movedWords[to >> 12] |= 1ul << (to >> 6);
        }

        (entries, usedPages, usedWords, FirstKey) = (moved, movedUsed, movedWords, newFirst << LevelPage.Shift);
        return true;
    }

    /// <summary>The first offset at or after one that holds a level; −1 when there is none.</summary>
    /// <param name="offset">At least 0.</param>
    public readonly long NextLevel(long offset)
    {
        int index = (int)Math.Min(offset >> LevelPage.Shift, entries.Length);
        if (index < entries.Length && entries[index].Page is { } page)
        {
            int slot = page.NextLevel((int)offset & LevelPage.SlotMask);
            if (slot >= 0)
            {
                return ((long)index << LevelPage.Shift) + slot;
            }
        }

        int next = NextPage(index + 1);
        return next < 0 ? -1 : ((long)next << LevelPage.Shift) + entries[next].Page!.NextLevel(0);
    }

    /// <summary>The first used page at or after an index; −1 when there is none.</summary>
    public readonly int NextPage(int index)
    {
        if (index >= entries.Length)
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

    private readonly int LastPage()
    {
        int w = usedPages.Length - 1;
        while (usedPages[w] == 0)
        {
            w--;
        }

        return (w << 6) + 63 - BitOperations.LeadingZeroCount(usedPages[w]);
    }

    /// <summary>A page and the sum of its quantities: side by side, as a change needs both.</summary>
    internal struct Entry
    {
        public LevelPage? Page;
        public long Sum;
    }
}
