using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// Orders by id. An order lies at the home of its id where that is free, so that looking it up is one memory access; else in an
/// overflow area, chained from the home. Venues count their orders up: new ones then lie side by side, and the homes of those
/// long gone are free again when their turn comes.
/// </summary>
/// <remarks>A mutable structure that lives in its owner: its fields are then one load away.</remarks>
internal unsafe struct OrderTable
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;
    private const int HomesMin = 256;
    private const int CacheLine = 64;

    /// <summary>Ids whose homes lie together: 128 orders are a memory page of 4 KiB.</summary>
    private const int RunShift = 7, RunMask = (1 << RunShift) - 1;

    /// <summary>Keeps the orders alive and, as a pinned array, in their place; they begin at a cache line in it, so that none of them lies across two.</summary>
    private Order[] memory;
    private Order* orders;
    private int length;
    private int homes;
    private int shift;
    private int free;
    private int overflowEnd;

    /// <param name="capacity">Orders that surely fit, if their ids are spread by chance or counted up.</param>
    public OrderTable(int capacity)
    {
        memory = [];
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, HomesMin) * 2);
        Allocate(size, size / 4);
    }

    public int Count { get; private set; }

    /// <summary>The order of a slot that <see cref="Find"/> or <see cref="Add"/> gave; valid until the next <see cref="Grow"/>. Slot 0 is nobody's: what is written there is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Order At(int slot)
    {
        Debug.Assert((uint)slot < (uint)length, "a slot lies within the table");
        return ref orders[slot];
    }

    /// <summary>The slot of an id; 0 when it is unknown (slots start at 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Find(long id)
    {
        int home = Home(id);
        ref Order order = ref At(home);
        return order.Id == id && order.Quantity != 0 ? home : order.Chain == 0 ? 0 : FindInOverflow(order.Chain, id);
    }

    /// <summary>Takes a slot for an id. The caller gives the order its quantity, above 0: by that it lives.</summary>
    /// <param name="id">Any.</param>
    /// <returns>Negative when the id is in the table already; 0 when the overflow area is full: <see cref="Grow"/>, then add again.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(long id)
    {
        int slot = Home(id);
        ref Order order = ref At(slot);
        if (order.Quantity != 0 || order.Chain != 0)
        {
            return AddCrowded(id, slot);
        }

        order.Id = id;
        Count++;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot)
    {
        At(slot).Quantity = 0;
        Count--;
        if (slot > homes)
        {
            GiveOverflowBack(slot);
        }
    }

    public void Clear()
    {
        new Span<Order>(orders, length).Clear();
        free = 0;
        overflowEnd = homes + 1;
        Count = 0;
    }

    /// <summary>Doubles the table. All orders get other slots; their links among each other are brought along.</summary>
    /// <returns>The new slot of each old one, for those who hold slots themselves.</returns>
    public int[] Grow()
    {
        Order[] oldMemory = memory;
        var old = new Span<Order>(orders, overflowEnd);
        int count = Count;
        Allocate(homes * 2, Math.Max(homes / 2, count + (count / 4)));
        var moved = new int[old.Length];
        for (int slot = 1; slot < old.Length; slot++)
        {
            if (old[slot].Quantity != 0)
            {
                // The overflow area alone could take them all: there is room.
                moved[slot] = Add(old[slot].Id);
                At(moved[slot]).Quantity = old[slot].Quantity;
            }
        }

        for (int slot = 1; slot < old.Length; slot++)
        {
            if (moved[slot] != 0)
            {
                ref Order order = ref At(moved[slot]);
                order.Queue = old[slot].Queue;
                order.Previous = moved[old[slot].Previous];
                order.Next = moved[old[slot].Next];
            }
        }

        Debug.Assert(Count == count, "every order was moved");
        GC.KeepAlive(oldMemory);
        return moved;
    }

    /// <summary>Asks the processor to bring the home of an id near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(long id)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(orders + Home(id));
        }
    }

    /// <summary>
    /// Runs of consecutive ids are spread by a multiplication that also moves the places within a run, so that no stride of ids
    /// crowds a few homes. Homes are the slots 1…<see cref="homes"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Home(long id) => ((int)(((ulong)id >> RunShift) * GoldenRatio >> shift) ^ ((int)id & RunMask)) + 1;

    private void Allocate(int size, int overflow)
    {
        homes = size;
        shift = 64 - BitOperations.Log2((uint)size);
        length = 1 + size + overflow;
        memory = GC.AllocateArray<Order>(length + (CacheLine / sizeof(Order)), pinned: true);
        orders = (Order*)(((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)) + CacheLine - 1) & -CacheLine);
        overflowEnd = size + 1;
        free = 0;
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int FindInOverflow(int slot, long id)
    {
        while (slot != 0 && At(slot).Id != id)
        {
            slot = At(slot).Chain;
        }

        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddCrowded(long id, int home)
    {
        int slot = Find(id);
        if (slot != 0)
        {
            return -slot;
        }

        slot = home;
        if (At(home).Quantity != 0)
        {
            if (free != 0)
            {
                slot = free;
                free = At(slot).Chain;
            }
            else if (overflowEnd < length)
            {
                slot = overflowEnd++;
            }
            else
            {
                return 0;
            }

            At(slot).Chain = At(home).Chain;
            At(home).Chain = slot;
        }

        At(slot).Id = id;
        Count++;
        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GiveOverflowBack(int slot)
    {
        ref int link = ref At(Home(At(slot).Id)).Chain;
        while (link != slot)
        {
            link = ref At(link).Chain;
        }

        link = At(slot).Chain;
        At(slot).Chain = free;
        free = slot;
    }

    /// <summary>A resting order, linked to its neighbours in the queue: half a cache line.</summary>
    internal struct Order
    {
        public long Id;

        /// <summary>Above 0 while the order lives.</summary>
        public long Quantity;
        public int Queue;
        public int Previous;
        public int Next;

        /// <summary>Of a home: its first order in the overflow area; there, the next of the same home.</summary>
        public int Chain;
    }
}
