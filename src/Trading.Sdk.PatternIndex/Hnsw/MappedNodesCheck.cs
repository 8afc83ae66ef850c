using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Looks at the nodes of a mapped graph before any search may follow them: checksum and structure in one pass, so that the
/// memory is read once, in groups of pages that stay in the cache, on all processors when the graph is large.
/// </summary>
internal sealed unsafe class MappedNodesCheck
{
    /// <summary>Set in <see cref="Levels"/> for a node that several ids share; the level is below it.</summary>
    public const byte SharedFlag = 0x80;

    private const int GroupBytes = 4 * Crc32C.PageBytes;
    private const int GroupsWorthThreads = 24;

    private readonly HnswGraph _graph;
    private readonly byte* _nodes;
    private readonly long _bytes;
    private readonly int _count;
    private readonly uint[] _pages;
    private int _firstUnsound = int.MaxValue;
    private long _greatestId;

    public MappedNodesCheck(HnswGraph graph, byte* nodes, long bytes, int count)
    {
        _graph = graph;
        _nodes = nodes;
        _bytes = bytes;
        _count = count;
        _pages = new uint[(bytes + Crc32C.PageBytes - 1) / Crc32C.PageBytes];
        Ids = new long[count];
        Levels = new byte[count];
    }

    /// <summary>Id of each node.</summary>
    public long[] Ids { get; }

    /// <summary>Level of each node, and <see cref="SharedFlag"/>.</summary>
    public byte[] Levels { get; }

    public long GreatestId => _greatestId;

    /// <summary>The first node that no writer of ours would have written, or −1.</summary>
    public int FirstUnsound => _firstUnsound == int.MaxValue ? -1 : _firstUnsound;

    /// <summary>The checksum of the section, known after <see cref="Run"/>.</summary>
    public uint Checksum => Crc32C.OfPages(_pages);

    public void Run()
    {
        int groups = (int)((_bytes + GroupBytes - 1) / GroupBytes);
        int parts = groups < GroupsWorthThreads ? 1 : Math.Min(groups, Environment.ProcessorCount * 4);
        if (parts == 1 || Environment.ProcessorCount == 1)
        {
            Part(0, groups);
        }
        else
        {
            Parallel.For(0, parts, part => Part((int)((long)groups * part / parts), (int)((long)groups * (part + 1) / parts)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one long call: it would run in the slow first tier
    private void Part(int firstGroup, int endGroup)
    {
        int stride = _graph.Stride, unsound = int.MaxValue;
        long greatest = 0;
        fixed (uint* pages = _pages)
        fixed (long* ids = Ids)
        fixed (byte* levels = Levels)
        {
            for (int group = firstGroup; group < endGroup; group++)
            {
                long from = (long)group * GroupBytes, to = Math.Min(_bytes, from + GroupBytes);
                Crc32C.ComputePages(_nodes + from, to - from, pages + (group * 4L));

                // Nodes that begin in this group; the last may end in the next, which is mapped as well.
                int first = (int)((from + stride - 1) / stride), end = (int)Math.Min(_count, (to + stride - 1) / stride);
                int bad = FirstUnsoundOf(first, end, ids, levels, ref greatest);
                unsound = Math.Min(unsound, bad);
            }
        }

        lock (_pages)
        {
            _firstUnsound = Math.Min(_firstUnsound, unsound);
            _greatestId = Math.Max(_greatestId, greatest);
        }
    }

    /// <summary>Notes ids and levels of some nodes; returns the first unsound one, or <see cref="int.MaxValue"/>.</summary>
    /// <remarks>Without a branch that depends on the node, except for the one in M with upper links: a wrong guess costs more than the work.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FirstUnsoundOf(int first, int end, long* ids, byte* levels, ref long greatestId)
    {
        UpperLinks upper = _graph.Upper;
        int stride = _graph.Stride, idOffset = _graph.IdOffset, limit = _graph.GroundLinkCount, unsound = int.MaxValue;
        Vector256<uint> count = Vector256.Create((uint)_count);
        long greatest = greatestId;
        byte* node = _nodes + ((long)first * stride);
        for (int slot = first; slot < end; slot++, node += stride)
        {
            byte* tail = node + idOffset;
            long id = *(long*)tail;
            int state = *(int*)(tail + 16), level = state & HnswGraph.LevelMask, links = *(int*)node;
            ids[slot] = id;
            levels[slot] = (byte)((level & HnswGraph.MaximumLevel) | ((state & HnswGraph.DuplicatesFlag) != 0 ? SharedFlag : 0));
            greatest = Math.Max(greatest, id);

            // Every part is 0 in a sound node.
            uint wrong = (uint)((state & ~(HnswGraph.LevelMask | HnswGraph.DuplicatesFlag)) ^ HnswGraph.LiveFlag)
                | (uint)(level & ~HnswGraph.MaximumLevel)
                | (uint)(id >> 63)
                | (*(uint*)(tail + 20) & 1)
                | *(uint*)(tail + 24)
                | (uint)((links | (limit - links)) >> 31)
                | LinksBeyond((uint*)node + 1, links, limit, count);
            if (level != 0 && !upper.Holds(*(long*)(tail + 8), level))
            {
                wrong = 1;
            }

            if (wrong != 0 && unsound == int.MaxValue)
            {
                unsound = slot;
            }
        }

        greatestId = greatest;
        return unsound;
    }

    /// <summary>Not 0 when one of some links is no node. Always looks at as many places as a list has, whatever their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint LinksBeyond(uint* links, int used, int places, Vector256<uint> nodeCount)
    {
        // The last load may go past the list: the vector of the node lies behind it.
        Vector256<int> place = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), end = Vector256.Create(used);
        Vector256<uint> beyond = Vector256<uint>.Zero;
        for (int at = 0; at < places; at += 8)
        {
            Vector256<uint> some = Vector256.GreaterThanOrEqual(Vector256.Load(links + at), nodeCount);
            beyond |= some & Vector256.LessThan(place, end).AsUInt32();
            place += Vector256.Create(8);
        }

        return beyond == Vector256<uint>.Zero ? 0u : 1u;
    }

    /// <summary>Whether the upper lists of every node lead to nodes that are on their layer; returns the first node for which they do not, and the layer, or −1. After <see cref="Run"/> found no unsound node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int Slot, int Level) FirstUnsoundUpper()
    {
        int limit = _graph.LinkCount;
        uint count = (uint)_count;
        fixed (byte* levels = Levels)
        {
            for (int slot = 0; slot < _count; slot++)
            {
                int top = levels[slot] & HnswGraph.MaximumLevel;
                if (top == 0)
                {
                    continue;
                }

                int* lists = _graph.Upper.List(*(long*)(_nodes + ((long)slot * _graph.Stride) + _graph.IdOffset + 8), 1);
                for (int level = 1; level <= top; level++, lists += limit + 1)
                {
                    int links = *lists;
                    bool sound = links >= 0 && links <= limit;
                    for (int i = 1; sound && i <= links; i++)
                    {
                        sound = (uint)lists[i] < count && (levels[lists[i]] & HnswGraph.MaximumLevel) >= level;
                    }

                    if (!sound)
                    {
                        return (slot, level);
                    }
                }
            }
        }

        return (-1, 0);
    }
}
