using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.OrderBook;

/// <summary>Order id → slot of the order pool: open addressing with linear probing and backward-shift removal, at most half full.</summary>
internal sealed class OrderMap
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private Entry[] entries;
    private int shift;

    public OrderMap(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2);
        entries = new Entry[size];
        shift = 64 - BitOperations.Log2((uint)size);
    }

    public int Count { get; private set; }

    /// <summary>The slot of an id; 0 when it is unknown (slots start at 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id, out int position)
    {
        Entry[] table = entries;
        for (int i = Home(id); ; i = (i + 1) & (table.Length - 1))
        {
            ref Entry entry = ref table[i];
            if (entry.Slot == 0 || entry.Id == id)
            {
                position = i;
                return entry.Slot;
            }
        }
    }

    /// <summary>Asks the processor to bring the entry of an id near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(long id)
    {
        if (Sse.IsSupported)
        {
            // The address is only a hint: a collection that moves the table meanwhile makes it useless, not wrong.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(entries), Home(id))));
        }
    }

    /// <summary>Adds an id that is not there.</summary>
    public void Add(long id, int slot)
    {
        if (++Count * 2 > entries.Length)
        {
            Grow();
        }

        Put(id, slot);
    }

    /// <summary>Removes the entry at a position that <see cref="Find(long, out int)"/> gave; no other change may lie between.</summary>
    public void RemoveAt(int position)
    {
        Entry[] table = entries;
        int mask = table.Length - 1, hole = position;
        Count--;
        for (int i = (hole + 1) & mask; table[i].Slot != 0; i = (i + 1) & mask)
        {
            // An entry may fill the hole unless its home lies behind the hole.
            if (((i - Home(table[i].Id)) & mask) >= ((i - hole) & mask))
            {
                table[hole] = table[i];
                hole = i;
            }
        }

        table[hole] = default;
    }

    public void Clear()
    {
        Array.Clear(entries);
        Count = 0;
    }

    private int Home(long id) => (int)((ulong)id * GoldenRatio >> shift);

    private void Put(long id, int slot)
    {
        int i = Home(id);
        while (entries[i].Slot != 0)
        {
            i = (i + 1) & (entries.Length - 1);
        }

        entries[i] = new Entry { Id = id, Slot = slot };
    }

    private void Grow()
    {
        Entry[] old = entries;
        entries = new Entry[old.Length * 2];
        shift--;
        foreach (ref readonly Entry entry in old.AsSpan())
        {
            if (entry.Slot != 0)
            {
                Put(entry.Id, entry.Slot);
            }
        }
    }

    private struct Entry
    {
        public long Id;
        public int Slot;
    }
}
