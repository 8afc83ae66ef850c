using Trading.Sdk.MarketData;

namespace Trading.Sdk.OrderBook;

/// <summary>
/// Levels of an instrument whose price step is tiny against their spacing: sorted chunks of at most 128 levels with a sum
/// each, found by binary search. Costs 24 bytes a level instead of a share of a page.
/// </summary>
internal sealed class SparseLevels : ILevelStore
{
    private const int ChunkSize = 128;

    private readonly Stack<Chunk> pool = new();
    private readonly bool stamped;
    private Chunk[] chunks = new Chunk[8];
    private long[] lastKeys = new long[8];
    private int chunkCount;
    private long total;

    /// <param name="stamped">Whether levels remember the stamp of their last change.</param>
    public SparseLevels(bool stamped) => this.stamped = stamped;

    public int Count { get; private set; }

    public long Best => Count == 0 ? long.MaxValue : chunks[0].Keys[0];

    public long Total => total;

    public LadderLevels.Outcome Set(long key, long quantity, int orders, long stamp)
    {
        int c = FindChunk(key);
        if (c == chunkCount)
        {
            if (quantity == 0)
            {
                return LadderLevels.Outcome.UnknownDelete;
            }

            // Beyond the last key: the last chunk takes it, or a new one where there is none.
            c = Math.Max(chunkCount - 1, 0);
            if (chunkCount == 0)
            {
                InsertChunk(0);
            }
        }

        Chunk chunk = chunks[c];
        int i = chunk.Find(key);
        bool found = i < chunk.Count && chunk.Keys[i] == key;
        if (!found && quantity == 0)
        {
            return LadderLevels.Outcome.UnknownDelete;
        }

        long old = found ? chunk.Quantities[i] : 0, newTotal = total - old + quantity;
        if (newTotal < 0)
        {
            return LadderLevels.Outcome.TotalOverflow;
        }

        total = newTotal;
        if (quantity == 0)
        {
            Count--;
            chunk.Remove(i);
            if (chunk.Count == 0)
            {
                RemoveChunk(c);
            }
            else
            {
                lastKeys[c] = chunk.Keys[chunk.Count - 1];
                MergeIfSmall(c);
            }

            return LadderLevels.Outcome.Applied;
        }

        if (!found)
        {
            if (chunk.Count == ChunkSize)
            {
                Split(c);
                if (key > lastKeys[c])
                {
                    c++;
                }

                chunk = chunks[c];
                i = chunk.Find(key);
            }

            Count++;
            chunk.Insert(i, key);
            lastKeys[c] = chunk.Keys[chunk.Count - 1];
        }

        chunk.Sum += quantity - old;
        chunk.Quantities[i] = quantity;
        chunk.OrderCounts[i] = orders;
        if (stamped)
        {
            (chunk.Stamps ??= new long[ChunkSize])[i] = stamp;
        }

        return LadderLevels.Outcome.Applied;
    }

    /// <inheritdoc cref="LadderLevels.TryAdjust"/>
    public bool TryAdjust(long key, long change)
    {
        if (total + change < 0 || !TryFind(key, out Chunk? chunk, out int i))
        {
            return false;
        }

        chunk!.Quantities[i] += change;
        chunk.Sum += change;
        total += change;
        return true;
    }

    public long QuantityAt(long key) => TryFind(key, out Chunk? chunk, out int i) ? chunk!.Quantities[i] : 0;

    public int OrderCountAt(long key) => TryFind(key, out Chunk? chunk, out int i) ? chunk!.OrderCounts[i] : 0;

    public long StampAt(long key) => TryFind(key, out Chunk? chunk, out int i) && chunk!.Stamps is { } stamps ? stamps[i] : 0;

    public long NextAfter(long key)
    {
        if (key == long.MaxValue)
        {
            return long.MaxValue;
        }

        int c = FindChunk(key + 1);
        return c == chunkCount ? long.MaxValue : chunks[c].Keys[chunks[c].Find(key + 1)];
    }

    public long SumTo(long limitKey)
    {
        long sum = 0;
        int c = 0;
        for (; c < chunkCount && lastKeys[c] <= limitKey; c++)
        {
            sum += chunks[c].Sum;
        }

        if (c < chunkCount)
        {
            Chunk chunk = chunks[c];
            for (int i = 0; i < chunk.Count && chunk.Keys[i] <= limitKey; i++)
            {
                sum += chunk.Quantities[i];
            }
        }

        return sum;
    }

    public int CopyTop(Span<DepthLevel> levels, bool negateKeys)
    {
        int copied = 0;
        for (int c = 0; c < chunkCount && copied < levels.Length; c++)
        {
            Chunk chunk = chunks[c];
            for (int i = 0; i < chunk.Count && copied < levels.Length; i++)
            {
                levels[copied++] = new DepthLevel(negateKeys ? -chunk.Keys[i] : chunk.Keys[i], chunk.Quantities[i], chunk.OrderCounts[i]);
            }
        }

        return copied;
    }

    public void Clear()
    {
        for (int c = 0; c < chunkCount; c++)
        {
            chunks[c].Count = 0;
            chunks[c].Sum = 0;
            pool.Push(chunks[c]);
        }

        Array.Clear(chunks, 0, chunkCount);
        chunkCount = 0;
        Count = 0;
        total = 0;
    }

    /// <summary>The first chunk whose last key is at least the key; the number of chunks when there is none.</summary>
    private int FindChunk(long key)
    {
        // Most changes are near the touch, which is in the first chunk.
        if (chunkCount == 0 || key <= lastKeys[0])
        {
            return 0;
        }

        int low = 1, high = chunkCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (lastKeys[middle] < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private bool TryFind(long key, out Chunk? chunk, out int i)
    {
        int c = FindChunk(key);
        chunk = c < chunkCount ? chunks[c] : null;
        i = chunk?.Find(key) ?? 0;
        return chunk is not null && i < chunk.Count && chunk.Keys[i] == key;
    }

    private void InsertChunk(int c)
    {
        if (chunkCount == chunks.Length)
        {
            Array.Resize(ref chunks, chunkCount * 2);
            Array.Resize(ref lastKeys, chunkCount * 2);
        }

        Array.Copy(chunks, c, chunks, c + 1, chunkCount - c);
        Array.Copy(lastKeys, c, lastKeys, c + 1, chunkCount - c);
        chunks[c] = pool.TryPop(out Chunk? chunk) ? chunk : new Chunk();
        chunkCount++;
    }

    private void RemoveChunk(int c)
    {
        Chunk chunk = chunks[c];
        chunk.Sum = 0;
        pool.Push(chunk);
        chunkCount--;
        Array.Copy(chunks, c + 1, chunks, c, chunkCount - c);
        Array.Copy(lastKeys, c + 1, lastKeys, c, chunkCount - c);
        chunks[chunkCount] = null!;
    }

    private void Split(int c)
    {
        InsertChunk(c + 1);
        chunks[c].MoveTailTo(chunks[c + 1], ChunkSize / 2);
        lastKeys[c] = chunks[c].Keys[chunks[c].Count - 1];
        lastKeys[c + 1] = chunks[c + 1].Keys[chunks[c + 1].Count - 1];
    }

    /// <summary>Joins a chunk with its follower when both together fill less than half a chunk.</summary>
    private void MergeIfSmall(int c)
    {
        if (chunks[c].Count > ChunkSize / 8)
        {
            return;
        }

        int left = c + 1 < chunkCount ? c : c - 1;
        if (left < 0 || chunks[left].Count + chunks[left + 1].Count > ChunkSize / 2)
        {
            return;
        }

        chunks[left].Append(chunks[left + 1]);
        lastKeys[left] = lastKeys[left + 1];
        chunks[left + 1].Count = 0;
        RemoveChunk(left + 1);
    }

    private sealed class Chunk
    {
        public readonly long[] Keys = new long[ChunkSize];
        public readonly long[] Quantities = new long[ChunkSize];
        public readonly int[] OrderCounts = new int[ChunkSize];
        public long[]? Stamps;
        public int Count;
        public long Sum;

        /// <summary>Index of the first key at least as great; the count when there is none.</summary>
        public int Find(long key)
        {
            int low = 0, length = Count;
            while (length > 0)
            {
                int half = length >>> 1;
                bool right = Keys[low + half] < key;
                low = right ? low + half + 1 : low;
                length = right ? length - half - 1 : half;
            }

            return low;
        }

        public void Insert(int i, long key)
        {
            int moved = Count - i;
            Array.Copy(Keys, i, Keys, i + 1, moved);
            Array.Copy(Quantities, i, Quantities, i + 1, moved);
            Array.Copy(OrderCounts, i, OrderCounts, i + 1, moved);
            if (Stamps is not null)
            {
                Array.Copy(Stamps, i, Stamps, i + 1, moved);
            }

            Keys[i] = key;
            Quantities[i] = 0;
            Count++;
        }

        public void Remove(int i)
        {
            Sum -= Quantities[i];
            Count--;
            int moved = Count - i;
            Array.Copy(Keys, i + 1, Keys, i, moved);
            Array.Copy(Quantities, i + 1, Quantities, i, moved);
            Array.Copy(OrderCounts, i + 1, OrderCounts, i, moved);
            if (Stamps is not null)
            {
                Array.Copy(Stamps, i + 1, Stamps, i, moved);
            }
        }

        public void MoveTailTo(Chunk target, int from)
        {
            target.Count = 0;
            target.Append(this, from);
            Count = from;
            Sum -= target.Sum;
        }

        public void Append(Chunk other, int from = 0)
        {
            int length = other.Count - from;
            Array.Copy(other.Keys, from, Keys, Count, length);
            Array.Copy(other.Quantities, from, Quantities, Count, length);
            Array.Copy(other.OrderCounts, from, OrderCounts, Count, length);
            if (other.Stamps is not null)
            {
                Array.Copy(other.Stamps, from, Stamps ??= new long[ChunkSize], Count, length);
            }

            for (int i = Count; i < Count + length; i++)
            {
                Sum += Quantities[i];
            }

            Count += length;
        }
    }
}
