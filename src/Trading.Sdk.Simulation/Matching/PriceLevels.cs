using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Sdk.Simulation;

/// <summary>
/// The occupied price levels of one side in pages of 64 ticks, best page last. Levels are addressed by a key that grows towards
/// the better price (price for bids, its negative for asks), so that one code serves both sides. Pages come from a pool:
/// memory follows the number of occupied pages, not the price range, and near the touch every operation is constant-time.
/// </summary>
internal sealed class PriceLevels
{
    private long[] _pageNumbers = new long[16];
    private int[] _pageSlots = new int[16];
    private int _pageCount;
    private ulong[] _occupied = new ulong[16];
    private PriceLevel[] _levels = new PriceLevel[16 * 64];
    private int[] _freeSlots = new int[16];
    private int _freeCount;
    private int _usedSlots;

    public bool IsEmpty => _pageCount == 0;

    public int LevelCount { get; private set; }

    /// <summary>Key of the best level; the side must not be empty.</summary>
    public long BestKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int top = _pageCount - 1;
            return (_pageNumbers[top] << 6) | (uint)BitOperations.Log2(_occupied[_pageSlots[top]]);
        }
    }

    /// <summary>Index of the best level; the side must not be empty.</summary>
    public int BestLevel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            int slot = _pageSlots[_pageCount - 1];
            return (slot << 6) | BitOperations.Log2(_occupied[slot]);
        }
    }

    public ref PriceLevel this[int level] => ref _levels[level];

    /// <summary>Index of the level at a key, or -1.</summary>
    public int Find(long key)
    {
        int page = FindPage(key >> 6);
        if (page < 0)
        {
            return -1;
        }

        int slot = _pageSlots[page];
        int bit = (int)(key & 63);
        return (_occupied[slot] >> bit & 1) == 0 ? -1 : (slot << 6) | bit;
    }

    /// <summary>Index of the level at a key, made empty when it was not there.</summary>
    public int FindOrAdd(long key)
    {
        int page = FindPage(key >> 6);
        int slot = page >= 0 ? _pageSlots[page] : InsertPage(~page, key >> 6);
        int bit = (int)(key & 63);
        int level = (slot << 6) | bit;
        if ((_occupied[slot] >> bit & 1) == 0)
        {
            _occupied[slot] |= 1UL << bit;
            _levels[level] = new PriceLevel { Head = -1, Tail = -1 };
            LevelCount++;
        }

        return level;
    }

    /// <summary>Forgets an empty level.</summary>
    public void Remove(int level, long key)
    {
        int slot = level >> 6;
        LevelCount--;
        if ((_occupied[slot] &= ~(1UL << (level & 63))) == 0)
        {
            int page = FindPage(key >> 6);
            _pageCount--;
            Array.Copy(_pageNumbers, page + 1, _pageNumbers, page, _pageCount - page);
            Array.Copy(_pageSlots, page + 1, _pageSlots, page, _pageCount - page);
            _freeSlots[_freeCount++] = slot;
        }
    }

    /// <summary>Finds the next worse level; true while there is one. Start with <paramref name="key"/> one better than the best.</summary>
    public bool TryNextWorse(ref long key, out int level)
    {
        long wanted = key - 1;
        int page = FindPage(wanted >> 6);
        ulong candidates = 0;
        if (page >= 0)
        {
            candidates = _occupied[_pageSlots[page]] & (ulong.MaxValue >> (int)(63 - (wanted & 63)));
        }
        else
        {
            page = ~page;
        }

        if (candidates == 0)
        {
            if (--page < 0)
            {
                level = -1;
                return false;
            }

            candidates = _occupied[_pageSlots[page]];
        }

        int bit = BitOperations.Log2(candidates);
        key = (_pageNumbers[page] << 6) | (uint)bit;
        level = (_pageSlots[page] << 6) | bit;
        return true;
    }

    // Position of the page, or the complement of where it belongs. Orders gather at the touch: look there first.
    private int FindPage(long number)
    {
        int high = _pageCount - 1;
        int low = Math.Max(0, high - 3);
        for (int i = high; i >= low; i--)
        {
            long at = _pageNumbers[i];
            if (at <= number)
            {
                return at == number ? i : ~(i + 1);
            }
        }

        int index = Array.BinarySearch(_pageNumbers, 0, low, number);
        return index;
    }

    private int InsertPage(int position, long number)
    {
        if (_pageCount == _pageNumbers.Length)
        {
            Array.Resize(ref _pageNumbers, _pageCount * 2);
            Array.Resize(ref _pageSlots, _pageCount * 2);
        }

        Array.Copy(_pageNumbers, position, _pageNumbers, position + 1, _pageCount - position);
        Array.Copy(_pageSlots, position, _pageSlots, position + 1, _pageCount - position);
        _pageCount++;
        int slot = TakeSlot();
        _pageNumbers[position] = number;
        _pageSlots[position] = slot;
        return slot;
    }

    private int TakeSlot()
    {
        if (_freeCount > 0)
        {
            return _freeSlots[--_freeCount];
        }

        if (_usedSlots == _occupied.Length)
        {
            Array.Resize(ref _occupied, _usedSlots * 2);
            Array.Resize(ref _freeSlots, _usedSlots * 2);
            Array.Resize(ref _levels, _usedSlots * 2 * 64);
        }

        return _usedSlots++;
    }
}
