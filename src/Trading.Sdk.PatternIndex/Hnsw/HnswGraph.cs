using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The nodes in native memory. One block a node: <c>[count | links | id | upper | state | version | lock | pad | vector]</c>,
/// the vector on a cache line, so that one expansion touches few lines and a saved block is a loaded block.
/// Neighbour lists are guarded by a per-node sequence number: readers copy and check, writers take the node's spin lock.
/// </summary>
internal sealed unsafe class HnswGraph
{
    public const int MaximumLevel = 31;
    public const int LevelMask = 0xFF;
    public const int RemovedFlag = 0x100;
    public const int DuplicatesFlag = 0x200;
    public const int LiveFlag = 0x400;

    private readonly int _idOffset;

    public HnswGraph(int dimension, int linkCount, int groundLinkCount, long expectedCount, int blocksPerSegment = 0)
    {
        Dimension = dimension;
        Padded = VectorArguments.Pad(dimension);
        LinkCount = linkCount;
        GroundLinkCount = groundLinkCount;
        _idOffset = (4 + (groundLinkCount * 4) + 7) & ~7;
        VectorOffset = (_idOffset + 28 + 63) & ~63;
        Stride = VectorOffset + (Padded * 4);
        long segmentBytes = Math.Clamp(expectedCount * Stride / 4, 1 << 20, 16 << 20);
        Nodes = new SegmentedBlocks(Stride, blocksPerSegment > 0 ? blocksPerSegment : SegmentedBlocks.BlocksFor(Stride, segmentBytes));
        Upper = new UpperLinks(linkCount);
    }

    public int Dimension { get; }

    public int Padded { get; }

    public int LinkCount { get; }

    public int GroundLinkCount { get; }

    public int Stride { get; }

    public int VectorOffset { get; }

    public int IdOffset => _idOffset;

    public SegmentedBlocks Nodes { get; }

    public UpperLinks Upper { get; }

    /// <summary>Slots handed out, removed ones included.</summary>
    public int SlotCount
    {
        get => SlotCountCell;
        set => Volatile.Write(ref SlotCountCell, value);
    }

    public int SlotCountCell;

    /// <summary>Id → slot. Belongs to the graph so that a reader never pairs the ids of one with the slots of another.</summary>
    public IdTable Ids { get; } = new();

    /// <summary>Further ids of nodes that bit-equal vectors share.</summary>
    public SharedIds SharedIds { get; } = new();

    /// <summary>Entry slot and its level in one word, so that a reader sees both or neither: level &lt;&lt; 32 | slot, or −1.</summary>
    public long Entry = -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Vector(int slot) => (float*)(Nodes[slot] + VectorOffset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Id(int slot) => ref *(long*)(Nodes[slot] + _idOffset);

    public ref long UpperOffset(int slot) => ref *(long*)(Nodes[slot] + _idOffset + 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref int State(int slot) => ref *(int*)(Nodes[slot] + _idOffset + 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint Version(int slot) => ref *(uint*)(Nodes[slot] + _idOffset + 20);

    private ref int LockWord(int slot) => ref *(int*)(Nodes[slot] + _idOffset + 24);

    public int Level(int slot) => State(slot) & LevelMask;

    public bool IsLive(int slot) => (Volatile.Read(ref State(slot)) & (LiveFlag | RemovedFlag)) == LiveFlag;

    public int LinkLimit(int level) => level == 0 ? GroundLinkCount : LinkCount;

    /// <summary>The list <c>[count | links]</c> of a node on a level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* Links(int slot, int level) => level == 0 ? (int*)Nodes[slot] : Upper.List(UpperOffset(slot), level);

    /// <summary>Copies a list so that it is one that was written as a whole; returns its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadLinks(int slot, int level, int* into)
    {
        byte* node = Nodes[slot];
        ref uint version = ref *(uint*)(node + _idOffset + 20);
        int* list = level == 0 ? (int*)node : Upper.List(*(long*)(node + _idOffset + 8), level);
        uint before = Volatile.Read(ref version);
        int count = CopyList(list, into);
        Volatile.ReadBarrier();
        if ((before & 1) != 0 || Volatile.Read(ref version) != before)
        {
            count = ReadLinksAgain(ref version, list, into);
        }

        return count;
    }

    public void Lock(int slot)
    {
        ref int word = ref LockWord(slot);
        if (Interlocked.CompareExchange(ref word, 1, 0) != 0)
        {
            var spin = default(SpinWait);
            do
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
            while (Volatile.Read(ref word) != 0 || Interlocked.CompareExchange(ref word, 1, 0) != 0);
        }
    }

    public bool IsUnlocked(int slot) => LockWord(slot) == 0;

    public void Unlock(int slot) => Volatile.Write(ref LockWord(slot), 0);

    /// <summary>Replaces a list; the node's lock is held.</summary>
    public void WriteLinks(int slot, int level, int* links, int count)
    {
        ref uint version = ref Version(slot);
        int* list = Links(slot, level);
        uint next = BeginWrite(ref version);
        Buffer.MemoryCopy(links, list + 1, count * 4L, count * 4L);
        list[0] = count;
        Volatile.Write(ref version, next);
    }

    /// <summary>Adds one link; the node's lock is held and there is room.</summary>
    public void AppendLink(int slot, int level, int link)
    {
        ref uint version = ref Version(slot);
        int* list = Links(slot, level);
        uint next = BeginWrite(ref version);
        list[list[0] + 1] = link;
        list[0]++;
        Volatile.Write(ref version, next);
    }

    /// <summary>Makes room for more slots; one caller at a time.</summary>
    public int TakeSlot()
    {
        Nodes.EnsureCapacity(SlotCount + 1L);
        NativeMemory.Clear(Nodes[SlotCount], (nuint)VectorOffset);
        return SlotCount++;
    }

    /// <summary>Takes over mapped nodes: whole segments as they are, the rest as a copy with room to grow.</summary>
    public void AttachNodes(byte* first, int count, object owner)
    {
        int whole = count / Nodes.BlocksPerSegment;
        long segmentBytes = (long)Nodes.BlocksPerSegment * Stride;
        for (int i = 0; i < whole; i++)
        {
            Nodes.Append(first + (i * segmentBytes), owner);
        }

        int rest = count - (whole * Nodes.BlocksPerSegment);
        Nodes.EnsureCapacity(count);
        if (rest > 0)
        {
            Buffer.MemoryCopy(first + (whole * segmentBytes), Nodes[count - rest], (long)rest * Stride, (long)rest * Stride);
        }

        Owner = owner;
        SlotCount = count;
    }

    /// <summary>What keeps mapped memory mapped.</summary>
    public object? Owner { get; private set; }

    /// <summary>Fills a slot that no list refers to. A scan by slot number can meet it: the sequence number is odd meanwhile.</summary>
    public void InitializeNode(int slot, long id, int level, float* vector)
    {
        byte* node = Nodes[slot];
        ref uint version = ref Version(slot);
        uint next = BeginWrite(ref version);
        long upper = level == 0 ? -1 : Upper.Take(level);
        *(int*)node = 0;
        Id(slot) = id;
        UpperOffset(slot) = upper;
        Buffer.MemoryCopy(vector, node + VectorOffset, Padded * 4L, Padded * 4L);
        Volatile.Write(ref State(slot), level | LiveFlag);
        Volatile.Write(ref version, next);
    }

    public void SetFlag(int slot, int flag) => Volatile.Write(ref State(slot), State(slot) | flag);

    public void ClearFlag(int slot, int flag) => Volatile.Write(ref State(slot), State(slot) & ~flag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint BeginWrite(ref uint version)
    {
        uint before = version;
        Volatile.Write(ref version, before + 1);
        Volatile.WriteBarrier();
        return before + 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyList(int* list, int* into)
    {
        // A torn count could exceed the list; callers see it only after the version check has passed.
        int count = Volatile.Read(ref *list);
        int words = Math.Min(count, ushort.MaxValue);
        for (int i = 0; i < words; i += 8)
        {
            Vector256.Load(list + 1 + i).Store(into + i);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLinksAgain(ref uint version, int* list, int* into)
    {
        var spin = default(SpinWait);
        while (true)
        {
            uint before = Volatile.Read(ref version);
            if ((before & 1) == 0)
            {
                int count = CopyList(list, into);
                Volatile.ReadBarrier();
                if (Volatile.Read(ref version) == before)
                {
                    return count;
                }
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
