using System.Numerics;

namespace Trading.Sdk.PatternIndex;

/// <summary>A set of ids from 0 to a capacity, one bit an id. Not to be changed while a search uses it.</summary>
public sealed class IdBitmap : IdFilter
{
    private ulong[] _words;

    /// <summary>Makes an empty set.</summary>
    /// <param name="capacity">Ids 0 … capacity − 1 fit at once; the set grows when a greater one is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative or above 2³⁶.</exception>
    public IdBitmap(long capacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1L << 36);
        _words = new ulong[(capacity + 63) >> 6];
    }

    /// <summary>Ids in the set.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (ulong word in _words)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public override long EstimatedCount => Count;

    /// <inheritdoc/>
    public override bool CanEnumerate => true;

    internal Span<ulong> Words => _words;

    /// <inheritdoc/>
    public override bool Contains(long id) => (ulong)(id >> 6) < (ulong)_words.Length && (_words[id >> 6] >> (int)(id & 63) & 1) != 0;

    /// <summary>Adds an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative or above 2³⁶.</exception>
    public void Add(long id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, 1L << 36);
        EnsureCapacity(id + 1);
        _words[id >> 6] |= 1UL << (int)(id & 63);
    }

    /// <summary>Removes an id if it is there.</summary>
    public void Remove(long id)
    {
        if (Contains(id))
        {
            _words[id >> 6] &= ~(1UL << (int)(id & 63));
        }
    }

    /// <summary>Removes all ids; the capacity stays.</summary>
    public void Clear() => Array.Clear(_words);

    /// <inheritdoc/>
    public override long Next(long from)
    {
        from = Math.Max(from, 0);
        long index = from >> 6;
        if (index >= _words.Length)
        {
            return -1;
        }

        ulong word = _words[index] & (ulong.MaxValue << (int)(from & 63));
        while (word == 0)
        {
            if (++index == _words.Length)
            {
                return -1;
            }

            word = _words[index];
        }

        return (index << 6) + BitOperations.TrailingZeroCount(word);
    }

    /// <summary>Keeps only ids that are also in <paramref name="other"/>.</summary>
    public void IntersectWith(IdBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int shared = Math.Min(_words.Length, other._words.Length);
        for (int i = 0; i < shared; i++)
        {
            _words[i] &= other._words[i];
        }

        _words.AsSpan(shared).Clear();
    }

    /// <summary>Adds every id of <paramref name="other"/>.</summary>
    public void UnionWith(IdBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        EnsureCapacity((long)other._words.Length << 6);
        for (int i = 0; i < other._words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    /// <summary>Turns the set into its complement among the ids below <paramref name="end"/>; ids from there on are removed.</summary>
    public void Complement(long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(end);
        EnsureCapacity(end);
        for (int i = 0; i < _words.Length; i++)
        {
            long first = (long)i << 6;
            ulong within = end >= first + 64 ? ulong.MaxValue : end <= first ? 0 : (1UL << (int)(end - first)) - 1;
            _words[i] = ~_words[i] & within;
        }
    }

    internal void EnsureCapacity(long capacity)
    {
        long words = (capacity + 63) >> 6;
        if (words > _words.Length)
        {
            Array.Resize(ref _words, checked((int)Math.Max(words, Math.Min(_words.Length * 2L, 1 << 30))));
        }
    }
}
