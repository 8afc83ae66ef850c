using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The walk: greedy descent through the upper layers, then a beam of the best ef nodes on one layer (Y. Malkov, D. Yashunin,
/// Efficient and robust approximate nearest neighbor search using HNSW graphs, 2016, algorithms 2 and 5). Candidates and
/// results are one sorted array with an "expanded" bit, which is equivalent to the paper's two heaps: what falls out of the
/// beam would never be expanded.
/// </summary>
internal static unsafe class HnswSearcher
{
    /// <summary>Walks down to <paramref name="level"/> + 1 and returns the nearest node found.</summary>
    public static (int Slot, uint Key) Descend<TKernel>(HnswGraph graph, SearchContext context, float* query, int entry, int entryLevel, int level)
        where TKernel : struct, IDistanceKernel
    {
        int padded = graph.Padded;
        int* list = context.List;
        uint key = TKernel.Key(query, graph.Vector(entry), padded);
        for (int l = entryLevel; l > level; l--)
        {
            int before;
            do
            {
                before = entry;
                int count = graph.ReadLinks(entry, l, list);
                for (int i = 0; i < count; i++)
                {
                    Prefetch(graph.Vector(list[i]), padded);
                }

                for (int i = 0; i < count; i++)
                {
                    uint other = TKernel.Key(query, graph.Vector(list[i]), padded);
                    if (other < key)
                    {
                        key = other;
                        entry = list[i];
                    }
                }
            }
            while (entry != before);
        }

        return (entry, key);
    }

    /// <summary>Fills the context's beam with the nearest nodes of a layer, sorted; returns their number.</summary>
    public static int FillBeam<TKernel>(HnswGraph graph, SearchContext context, float* query, int entry, uint entryKey, int ef, int level)
        where TKernel : struct, IDistanceKernel
    {
        // Slots are counted before they are linked: what a list leads to beyond this count is newer than this walk and is left alone.
        context.EnsureVisited(Volatile.Read(ref graph.SlotCountCell));
        context.EnsureBeam(ef + 1);
        int padded = graph.Padded;
        ulong* beam = context.Beam;
        ulong* visited = context.Visited;
        int limit = context.VisitedLimit;
        int* list = context.List;
        int* fresh = context.Fresh;
        uint* keys = context.Keys;
        int touched = context.TouchedCount;
        int linkLimit = graph.LinkLimit(level);

        context.EnsureTouched(touched + linkLimit + 1);
        int touchedRoom = touched + linkLimit + 1;
        int* touchedSlots = context.Touched;
        visited[entry >> 6] |= 1UL << (entry & 63);
        touchedSlots[touched++] = entry;
        beam[0] = ((ulong)entryKey << 32) | ((uint)entry << 1);
        int filled = 1, next = 0;
        uint bound = entryKey;

        while (next < filled)
        {
            ulong current = beam[next];
            if ((current & 1) != 0)
            {
                next++;
                continue;
            }

            beam[next] = current | 1;
            int count = graph.ReadLinks((int)((uint)current >> 1), level, list);
            if (touched + count > touchedRoom)
            {
                touchedRoom = Math.Max(touched * 2, 1024) + count;
                context.EnsureTouched(touchedRoom);
                touchedSlots = context.Touched;
            }

            int unseen = 0;
            for (int i = 0; i < count; i++)
            {
                int slot = list[i];
                if ((uint)slot >= (uint)limit)
                {
                    continue;
                }

                ref ulong word = ref visited[slot >> 6];
                ulong bit = 1UL << (slot & 63);
                if ((word & bit) == 0)
                {
                    word |= bit;
                    fresh[unseen++] = slot;
                    Prefetch(graph.Vector(slot), padded);
                }
            }

            for (int i = 0; i < unseen; i++)
            {
                keys[i] = TKernel.Key(query, graph.Vector(fresh[i]), padded);
                touchedSlots[touched + i] = fresh[i];
            }

            touched += unseen;
            for (int i = 0; i < unseen; i++)
            {
                uint key = keys[i];
                if (filled == ef && key >= bound)
                {
                    continue;
                }

                int at = Place(beam, ref filled, ef, ((ulong)key << 32) | ((uint)fresh[i] << 1));
                bound = (uint)(beam[filled - 1] >> 32);
                if (at <= next)
                {
                    next = at;
                    PrefetchLinks(graph, fresh[i], level);
                }
            }
        }

        context.TouchedCount = touched;
        return filled;
    }

    /// <summary>Inserts into the sorted beam, dropping the last when it is full; returns the place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(ulong* beam, ref int filled, int ef, ulong value)
    {
        ulong* low = beam;
        int length = filled;
        while (length > 0)
        {
            int half = length >> 1;
            ulong* middle = low + half;
            bool right = *middle < value;
            low = right ? middle + 1 : low;
            length = right ? length - half - 1 : half;
        }

        int at = (int)(low - beam);
        int move = filled - at;
        if (filled < ef)
        {
            filled++;
        }
        else
        {
            move--;
        }

        if (move > 0)
        {
            new ReadOnlySpan<ulong>(low, move).CopyTo(new Span<ulong>(low + 1, move));
        }

        *low = value;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* vector, int padded)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(vector);
            if (padded > 16)
            {
                Sse.Prefetch0(vector + 16);
                if (padded > 32)
                {
                    // The hardware follows a stream once it has begun; four lines are enough of a start.
                    Sse.Prefetch0(vector + 32);
                    Sse.Prefetch0(vector + 48);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchLinks(HnswGraph graph, int slot, int level)
    {
        if (level == 0 && Sse.IsSupported)
        {
            byte* node = graph.Nodes[slot];
            Sse.Prefetch0(node);
            Sse.Prefetch0(node + 64);
            Sse.Prefetch0(node + 128);
        }
    }
}
