using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>The neighbour lists above the ground layer, for the one node in M that has them, in chunks that never move. Writers hold the id lock.</summary>
internal sealed unsafe class UpperLinks(int linkCount)
{
    private const int ChunkBits = 18;
    private const int ChunkSize = 1 << ChunkBits;

    // Readers copy whole vectors, up to 28 bytes past a list.
    private const int Slack = 64;
    private readonly int _listBytes = (linkCount + 1) * 4;
    private readonly Stack<long>?[] _free = new Stack<long>?[HnswGraph.MaximumLevel + 1];
    private byte*[] _chunks = [];
    private NativeBlock[] _owners = [];
    private int _attachedChunks;
    private long _attachedLength;

    public long Used { get; private set; }

    public int ListBytes => _listBytes;

    /// <summary>The list of a level ≥ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* List(long offset, int level) => (int*)(_chunks[offset >> ChunkBits] + (offset & (ChunkSize - 1)) + ((level - 1) * _listBytes));

    /// <summary>Empty lists for levels 1 … <paramref name="levels"/>.</summary>
    public long Take(int levels)
    {
        int bytes = levels * _listBytes;
        if (_free[levels] is { Count: > 0 } free)
        {
            long reused = free.Pop();
            NativeMemory.Clear(List(reused, 1), (nuint)bytes);
            return reused;
        }

        if ((Used & (ChunkSize - 1)) + bytes > ChunkSize)
        {
            Used = (Used + ChunkSize - 1) & ~(ChunkSize - 1L);
        }

        if ((Used >> ChunkBits) >= _chunks.Length)
        {
            var block = new NativeBlock(ChunkSize + Slack, zeroed: true);
            _owners = [.. _owners, block];
            byte*[] grown = new byte*[_chunks.Length + 1];
            Array.Copy(_chunks, grown, _chunks.Length);
            grown[^1] = block.Pointer;
            Volatile.Write(ref Unsafe.As<byte*[], object>(ref _chunks), grown);
        }

        long offset = Used;
        Used += bytes;
        return offset;
    }

    /// <summary>Bytes of all lists in a file: what was mapped, as long as nothing was added.</summary>
    public long SavedLength => _attachedChunks > 0 && _chunks.Length == _attachedChunks ? _attachedLength : Used;

    /// <summary>Gives the bytes of a file piece by piece. The last mapped chunk ends where its section ended; zeros stand for the rest of it.</summary>
    public void Save(Action<nint, long> write)
    {
        for (int chunk = 0; chunk < _chunks.Length; chunk++)
        {
            long first = (long)chunk * ChunkSize, length = Math.Min(ChunkSize, SavedLength - first);
            long mapped = chunk < _attachedChunks ? Math.Min(length, _attachedLength - first) : length;
            write((nint)_chunks[chunk], mapped);
            if (mapped < length)
            {
                fixed (byte* zeros = new byte[length - mapped])
                {
                    write((nint)zeros, length - mapped);
                }
            }
        }
    }

    private int ChunkCount => (int)((Used + ChunkSize - 1) / ChunkSize);

    /// <summary>Whether lists for levels 1 … <paramref name="levels"/> at an offset lie within what is used.</summary>
    public bool Holds(long offset, int levels) => offset >= 0 && offset + ((long)levels * _listBytes) <= Used
        && (offset & (ChunkSize - 1)) + ((long)levels * _listBytes) <= ChunkSize && offset % 4 == 0;

    /// <summary>Takes mapped memory that ends with slack; new lists go to chunks of their own.</summary>
    public void Attach(byte* first, long length)
    {
        Used = length;
        _attachedLength = length;
        _attachedChunks = ChunkCount;
        _chunks = new byte*[ChunkCount];
        for (int i = 0; i < _chunks.Length; i++)
        {
            _chunks[i] = first + ((long)i * ChunkSize);
        }
    }

    /// <summary>After <see cref="Attach"/> and the checks: the rest of the last mapped chunk belongs to other sections.</summary>
    public void SealAttached() => Used = (long)ChunkCount * ChunkSize;

    public void Release(long offset, int levels) => (_free[levels] ??= new Stack<long>()).Push(offset);
}
