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
        for (int group = firstGroup; group < endGroup; group++)
        {
            long from = (long)group * GroupBytes, to = Math.Min(_bytes, from + GroupBytes);
            fixed (uint* pages = _pages)
            {
                Crc32C.ComputePages(_nodes + from, to - from, pages + (group * 4L));
            }

            // Nodes that begin in this group; the last may end in the next, which is mapped as well.
            int first = (int)((from + stride - 1) / stride), end = (int)Math.Min(_count, (to + stride - 1) / stride);
            for (int slot = first; slot < end; slot++)
            {
                if (!IsSound(_nodes + ((long)slot * stride), slot) && unsound == int.MaxValue)
                {
                    unsound = slot;
                }

                greatest = Math.Max(greatest, Ids[slot]);
            }
        }

        lock (_pages)
        {
            _firstUnsound = Math.Min(_firstUnsound, unsound);
            _greatestId = Math.Max(_greatestId, greatest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSound(byte* node, int slot)
    {
        int* list = (int*)node;
        byte* tail = node + _graph.IdOffset;
        long id = *(long*)tail, upper = *(long*)(tail + 8);
        int state = *(int*)(tail + 16), level = state & HnswGraph.LevelMask, links = *list;
        uint version = *(uint*)(tail + 20);
        Ids[slot] = id;
        Levels[slot] = (byte)((level & HnswGraph.MaximumLevel) | ((state & HnswGraph.DuplicatesFlag) != 0 ? SharedFlag : 0));
        return (state & ~(HnswGraph.LevelMask | HnswGraph.DuplicatesFlag)) == HnswGraph.LiveFlag && level <= HnswGraph.MaximumLevel
            && id >= 0 && (version & 1) == 0 && *(int*)(tail + 24) == 0
            && (level == 0 || _graph.Upper.Holds(upper, level))
            && links >= 0 && links <= _graph.GroundLinkCount && AreBelow(list + 1, links, (uint)_count);
    }

    /// <summary>Whether all of some links are smaller than a number of nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreBelow(int* links, int count, uint end)
    {
        int at = 0;
        Vector256<uint> greatest = Vector256<uint>.Zero;
        for (; at + 8 <= count; at += 8)
        {
            greatest = Vector256.Max(greatest, Vector256.Load((uint*)links + at));
        }

        bool below = at == 0 || Vector256.LessThanAll(greatest, Vector256.Create(end));
        for (; at < count; at++)
        {
            below &= (uint)links[at] < end;
        }

        return below;
    }
}
