using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.OrderBook;

/// <summary>The first-in-first-out queues of the prices in use, in an array with a free list; slot 0 means none.</summary>
/// <remarks>A mutable structure that lives in its owner: its fields are then one load away.</remarks>
internal struct QueuePool
{
    private Queue[] queues = new Queue[64];
    private int free;
    private int used = 1;

    public QueuePool()
    {
    }

    /// <summary>All queues that have been in use; those free at the moment count no orders.</summary>
    public readonly Span<Queue> All => queues.AsSpan(1, used - 1);

    /// <summary>The queue of a slot; valid until the next <see cref="Rent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref Queue At(int slot)
    {
        Debug.Assert((uint)slot < (uint)queues.Length, "a slot lies within the pool");
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(queues), slot);
    }

    public int Rent(int side, long key)
    {
        int slot = free;
        if (slot != 0)
        {
            free = queues[slot].Head;
        }
        else
        {
            if (used == queues.Length)
            {
                Array.Resize(ref queues, queues.Length * 2);
            }

            slot = used++;
        }

        queues[slot] = new Queue { Key = key, Side = side };
        return slot;
    }

    public void Return(int slot)
    {
        queues[slot].Head = free;
        free = slot;
    }

    public void Clear()
    {
        free = 0;
        used = 1;
    }

    /// <summary>The queue of one price.</summary>
    internal struct Queue
    {
        public long Key;
        public int Head;
        public int Tail;
        public int Count;
        public int Side;
    }
}
