using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>The scratch memory of one running search: query, beam, visited set. Rented from <see cref="SearchContextPool"/>.</summary>
internal sealed unsafe class SearchContext
{
    /// <summary>The epoch in which the running search began; 0 while idle.</summary>
    public long ActiveEpoch;

    private nuint _visitedWords;
    private int _touchedCapacity;
    private int _beamCapacity;
    private int _listCapacity;
    private int _scratchCapacity;

    public SearchContext(int paddedDimension)
    {
        Query = (float*)NativeMemory.AlignedAlloc((nuint)paddedDimension * 4, 64);
    }

#pragma warning disable MA0055 // lock-free readers have no last one to dispose: the collector knows it
    ~SearchContext()
    {
        NativeMemory.AlignedFree(Query);
        NativeMemory.AlignedFree(Visited);
        NativeMemory.AlignedFree(Touched);
        NativeMemory.AlignedFree(Beam);
        NativeMemory.AlignedFree(List);
        NativeMemory.AlignedFree(Fresh);
        NativeMemory.AlignedFree(Keys);
        NativeMemory.AlignedFree(Scratch);
    }
#pragma warning restore MA0055

    /// <summary>The prepared query, padded.</summary>
    public float* Query { get; }

    /// <summary>One bit a slot; all zero between searches.</summary>
    public ulong* Visited { get; private set; }

    /// <summary>Slots at or above this are newer than the search and are left alone.</summary>
    public int VisitedLimit { get; private set; }

    /// <summary>Slots whose bit is set, for clearing.</summary>
    public int* Touched { get; private set; }

    public int TouchedCount { get; set; }

    /// <summary>Sorted (key, slot, expanded) words.</summary>
    public ulong* Beam { get; private set; }

    /// <summary>A consistent copy of one neighbour list.</summary>
    public int* List { get; private set; }

    /// <summary>Unvisited neighbours of the node being expanded.</summary>
    public int* Fresh { get; private set; }

    /// <summary>Their distances.</summary>
    public uint* Keys { get; private set; }

    /// <summary>Sorting space for writers.</summary>
    public ulong* Scratch { get; private set; }

    public int BeamCapacity => _beamCapacity;

    public void EnsureLists(int listLength)
    {
        if (_listCapacity < listLength)
        {
            List = (int*)NativeMemory.AlignedRealloc(List, ((nuint)listLength + 16) * 4, 64);
            Fresh = (int*)NativeMemory.AlignedRealloc(Fresh, ((nuint)listLength + 16) * 4, 64);
            Keys = (uint*)NativeMemory.AlignedRealloc(Keys, ((nuint)listLength + 16) * 4, 64);
            _listCapacity = listLength;
        }
    }

    public void EnsureBeam(int entries)
    {
        if (_beamCapacity < entries)
        {
            int capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)entries);
            Beam = (ulong*)NativeMemory.AlignedRealloc(Beam, ((nuint)capacity + 8) * 8, 64);
            _beamCapacity = capacity;
        }
    }

    public void EnsureScratch(int entries)
    {
        if (_scratchCapacity < entries)
        {
            Scratch = (ulong*)NativeMemory.AlignedRealloc(Scratch, ((nuint)entries + 8) * 8, 64);
            _scratchCapacity = entries;
        }
    }

    public void EnsureVisited(int slots)
    {
        nuint words = ((nuint)slots + 63) >> 6;
        if (_visitedWords < words)
        {
            NativeMemory.AlignedFree(Visited);
            words = Math.Max(words, Math.Min(_visitedWords * 2, 1u << 25));
            Visited = (ulong*)NativeMemory.AlignedAlloc(words * 8, 64);
            NativeMemory.Clear(Visited, words * 8);
            _visitedWords = words;
        }

        VisitedLimit = slots;
    }

    /// <summary>Room for the slots that the next expansion may touch.</summary>
    public void EnsureTouched(int entries)
    {
        if (_touchedCapacity < entries)
        {
            int capacity = (int)Math.Min((long)entries * 2, int.MaxValue - 64);
            Touched = (int*)NativeMemory.AlignedRealloc(Touched, (nuint)capacity * 4, 64);
            _touchedCapacity = capacity;
        }
    }

    public void ClearVisited()
    {
        nuint bytes = (((nuint)VisitedLimit + 63) >> 6) * 8;
        if (bytes <= (nuint)TouchedCount * 16)
        {
            NativeMemory.Clear(Visited, bytes);
        }
        else
        {
            ulong* visited = Visited;
            int* touched = Touched;
            for (int i = 0; i < TouchedCount; i++)
            {
                visited[touched[i] >> 6] = 0;
            }
        }

        TouchedCount = 0;
    }
}
