using System.Runtime.CompilerServices;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Id → slot. Ids that are about as small as their number is live in a plain array in chunks (4 bytes an id), others in a
/// hash table. One writer at a time; readers need no lock: they may miss an id that is being written, never see a wrong one
/// that a check against the slot's own id would accept.
/// </summary>
internal sealed class IdTable
{
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;
    private int[]?[] _chunks = new int[]?[4];
    private Hash _hash = new(16);
    private int _denseCount;

    public int Count => _denseCount + _hash.Count;

    public long MemoryBytes
    {
        get
        {
            long bytes = _hash.Slots.Length * 12L;
            foreach (int[]? chunk in _chunks)
            {
                bytes += 8 + (chunk is null ? 0 : ChunkSize * 4L);
            }

            return bytes;
        }
    }

    /// <summary>The slot, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long id)
    {
        int[]?[] chunks = Volatile.Read(ref _chunks);
        long chunk = id >> ChunkBits;
        if (chunk < chunks.Length && chunks[chunk] is { } dense)
        {
            int slot = dense[id & (ChunkSize - 1)] - 1;
            if (slot >= 0)
            {
                return slot;
            }
        }

        Hash hash = Volatile.Read(ref _hash);
        return hash.Count == 0 ? -1 : hash.Find(id);
    }

    /// <summary>Sets or replaces the slot of an id.</summary>
    public void Set(long id, int slot)
    {
        long chunk = id >> ChunkBits;
        int[]?[] chunks = _chunks;
        if (chunk < chunks.Length && chunks[chunk] is { } existing && existing[id & (ChunkSize - 1)] != 0)
        {
            existing[id & (ChunkSize - 1)] = slot + 1;
            return;
        }

        if (_hash.TryReplace(id, slot))
        {
            return;
        }

        if (chunk > (Count >> (ChunkBits - 3)) + 3)
        {
            _hash.Insert(id, slot, ref _hash);
            return;
        }

        if (chunk >= chunks.Length)
        {
            Array.Resize(ref chunks, Math.Max((int)chunk + 1, chunks.Length * 2));
            Volatile.Write(ref _chunks, chunks);
        }

        int[] values = chunks[chunk] ??= new int[ChunkSize];
        values[id & (ChunkSize - 1)] = slot + 1;
        _denseCount++;
    }

    /// <summary>Gives the slots 0, 1, 2 … to as many ids at once, into an empty table; returns the position of an id that is there twice, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one long call: it would run in the slow first tier
    public int AddAll(ReadOnlySpan<long> ids, long greatest)
    {
        if (greatest >> ChunkBits > (ids.Length >> (ChunkBits - 3)) + 3)
        {
            _hash = new Hash((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min((ids.Length * 4L / 3) + 16, 1 << 30)));
            for (int slot = 0; slot < ids.Length; slot++)
            {
                if (Find(ids[slot]) >= 0)
                {
                    return slot;
                }

                Set(ids[slot], slot);
            }

            return -1;
        }

        int[]?[] chunks = new int[]?[Math.Max(4, (int)(greatest >> ChunkBits) + 1)];
        for (int slot = 0; slot < ids.Length; slot++)
        {
            long id = ids[slot];
            int[] chunk = chunks[id >> ChunkBits] ??= new int[ChunkSize];
            ref int cell = ref chunk[id & (ChunkSize - 1)];
            if (cell != 0)
            {
                return slot;
            }

            cell = slot + 1;
        }

        _denseCount = ids.Length;
        Volatile.Write(ref _chunks, chunks);
        return -1;
    }

    public void Remove(long id)
    {
        long chunk = id >> ChunkBits;
        if (chunk < _chunks.Length && _chunks[chunk] is { } dense && dense[id & (ChunkSize - 1)] != 0)
        {
            dense[id & (ChunkSize - 1)] = 0;
            _denseCount--;
            return;
        }

        _hash.Remove(id);
    }

    private sealed class Hash(int capacity)
    {
        // Slot + 1 in the low half; 0 empty, −1 removed.
        public readonly long[] Keys = new long[capacity];
        public readonly int[] Slots = new int[capacity];
        private int _used;

        public int Count { get; private set; }

        public int Find(long id)
        {
            int mask = Slots.Length - 1;
            for (int i = Home(id, mask); ; i = (i + 1) & mask)
            {
                int slot = Volatile.Read(ref Slots[i]);
                if (slot == 0)
                {
                    return -1;
                }

                if (slot > 0 && Keys[i] == id)
                {
                    return slot - 1;
                }
            }
        }

        public bool TryReplace(long id, int slot)
        {
            int at = Locate(id);
            if (at < 0)
            {
                return false;
            }

            Volatile.Write(ref Slots[at], slot + 1);
            return true;
        }

        public void Remove(long id)
        {
            int at = Locate(id);
            if (at >= 0)
            {
                Volatile.Write(ref Slots[at], -1);
                Count--;
            }
        }

        public void Insert(long id, int slot, ref Hash owner)
        {
            if ((_used + 1) * 4L > Slots.Length * 3L)
            {
                // Removed places are dropped here; they are never reused in place, so a reader's probe never changes meaning.
                var grown = new Hash(Count * 2L >= Slots.Length ? Slots.Length * 2 : Slots.Length);
                for (int i = 0; i < Slots.Length; i++)
                {
                    if (Slots[i] > 0)
                    {
                        grown.Place(Keys[i], Slots[i] - 1);
                    }
                }

                grown.Place(id, slot);
                Volatile.Write(ref owner, grown);
                return;
            }

            Place(id, slot);
        }

        private void Place(long id, int slot)
        {
            int mask = Slots.Length - 1, i = Home(id, mask);
            while (Slots[i] != 0)
            {
                i = (i + 1) & mask;
            }

            Keys[i] = id;
            Volatile.Write(ref Slots[i], slot + 1);
            _used++;
            Count++;
        }

        private int Locate(long id)
        {
            int mask = Slots.Length - 1;
            for (int i = Home(id, mask); Slots[i] != 0; i = (i + 1) & mask)
            {
                if (Slots[i] > 0 && Keys[i] == id)
                {
                    return i;
                }
            }

            return -1;
        }

        private static int Home(long id, int mask)
        {
            ulong mixed = (ulong)id * 0x9E3779B97F4A7C15;
            return (int)(mixed >> 32 ^ mixed >> 15) & mask;
        }
    }
}
