using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.OrderBook;

/// <summary>The first-in-first-out queues of the prices in use, in an array with a free list; slot 0 means none.</summary>
internal sealed class QueuePool
{
    private Queue[] queues = new Queue[64];
    private int free;
    private int used = 1;

    /// <summary>The queue of a slot; valid until the next <see cref="Rent"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Queue At(int slot)
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

    /// <summary>The queue of one price: half a cache line.</summary>
    internal struct Queue
    {
        public long Key;
        public long Total;
        public int Head;
        public int Tail;
        public int Count;
        public int Side;
    }
}
