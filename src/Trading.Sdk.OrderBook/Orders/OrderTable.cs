using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// Orders by id: a pool of 32-byte orders, chained from hash buckets through their slots. A lookup touches one bucket of four
/// bytes and one order, and a chain costs no memory of its own, so that tens of thousands of orders stay in the second-level cache.
/// </summary>
internal sealed class OrderTable
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private int[] buckets;
    private int shift;
    private Order[] orders;
    private int free;
    private int used = 1;

    public OrderTable(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 16) * 2);
        buckets = new int[size];
        shift = 64 - BitOperations.Log2((uint)size);
        orders = new Order[Math.Max(capacity, 15) + 1];
    }

    public int Count { get; private set; }

    /// <summary>The order of a slot that <see cref="Find"/> or <see cref="Add"/> gave; valid until the next <see cref="Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Order At(int slot) => ref Of(orders, slot);

    /// <summary>The slot of an id; 0 when it is unknown (slots start at 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id)
    {
        Order[] all = orders;
        int slot = Bucket(id);
        while (slot != 0 && Of(all, slot).Id != id)
        {
            slot = Of(all, slot).Chain;
        }

        return slot;
    }

    /// <summary>Takes a slot for an id that is not there; its other fields hold what was left in them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(long id)
    {
        int slot = free;
        if (slot != 0)
        {
            free = At(slot).Next;
        }
        else
        {
            if (used == orders.Length)
            {
                Grow();
            }

            slot = used++;
        }

        ref int head = ref Bucket(id);
        ref Order order = ref At(slot);
        order.Id = id;
        order.Chain = head;
        head = slot;
        Count++;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot)
    {
        ref Order order = ref At(slot);
        ref int link = ref Bucket(order.Id);
        while (link != slot)
        {
            link = ref At(link).Chain;
        }

        link = order.Chain;
        order.Next = free;
        free = slot;
        Count--;
    }

    public void Clear()
    {
        if (used > 1)
        {
            Array.Clear(buckets);
        }

        free = 0;
        used = 1;
        Count = 0;
    }

    /// <summary>Asks the processor to bring the bucket of an id near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchBucket(long id)
    {
        if (Sse.IsSupported)
        {
            // The address is only a hint: a collection that moves the array meanwhile makes it useless, not wrong.
            Sse.Prefetch0(Unsafe.AsPointer(ref Bucket(id)));
        }
    }

    /// <summary>The same for the first order of the bucket, which must be near already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchOrder(long id)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref At(Bucket(id))));
        }
    }

    /// <summary>
    /// Sixteen consecutive ids share a cache line of buckets (venues count their orders up, so new ones find it near); the lines
    /// are spread by a multiplication, which also moves the place within the line, so that no stride of ids crowds a few buckets.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(long id) => (int)(((ulong)id >> 4) * GoldenRatio >> shift) ^ (int)(id & 15);

    /// <summary>Slots come from this class alone and lie within the array: the check is left to a debug build.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Order Of(Order[] all, int slot)
    {
        Debug.Assert((uint)slot < (uint)all.Length, "a slot lies within the pool");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(all), slot);
    }

    /// <summary>The bucket of an id: <see cref="Home"/> has as many bits as the array has buckets, at least five.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int Bucket(long id)
    {
        Debug.Assert((uint)Home(id) < (uint)buckets.Length, "a home is a bucket");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buckets), Home(id));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        Array.Resize(ref orders, orders.Length * 2);
        if (orders.Length * 2L <= buckets.Length)
        {
            return;
        }

        buckets = new int[buckets.Length * 2];
        shift--;
        for (int slot = 1; slot < used; slot++)
        {
            ref int head = ref buckets[Home(orders[slot].Id)];
            orders[slot].Chain = head;
            head = slot;
        }
    }

    /// <summary>A resting order, linked to its neighbours in the queue: half a cache line.</summary>
    internal struct Order
    {
        public long Id;
        public long Quantity;
        public int Queue;
        public int Previous;
        public int Next;
        public int Chain;
    }
}
