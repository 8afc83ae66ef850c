using System.Collections.Concurrent;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Any index under unique string ids (ordinal, case-sensitive). Each new string gets the next number of the index below, so
/// equal distances come in the order of adding. Searches take no locks and allocate nothing; a number is never given twice,
/// so that a search that overlaps a removal returns the old string or none.
/// </summary>
public sealed class StringIdIndex : IDisposable
{
    private readonly Lock _writer = new();
    private readonly ConcurrentDictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> _names = new();
    private readonly ThreadLocal<Neighbor[]> _hits = new(() => new Neighbor[64]);
    private long _next;

    /// <summary>Makes an index under string ids over an empty one.</summary>
    /// <param name="inner">Holds the vectors; empty, and from now on changed only through this object.</param>
    /// <exception cref="ArgumentException">The index is not empty.</exception>
    public StringIdIndex(IVectorIndex inner)
        : this(inner, [])
    {
    }

    internal StringIdIndex(IVectorIndex inner, IEnumerable<KeyValuePair<long, string>> names)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
        foreach ((long number, string name) in names)
        {
            if (!inner.Contains(number) || !_numbers.TryAdd(name, number) || !_names.TryAdd(number, name))
            {
                throw new ArgumentException($"Id '{name}' of vector {number} is there twice, or there is no such vector.", nameof(names));
            }

            _next = Math.Max(_next, number + 1);
        }

        if (inner.Count != _names.Count)
        {
            throw new ArgumentException($"The index holds {inner.Count} vectors for {_names.Count} string ids.", nameof(inner));
        }
    }

    /// <summary>The index of the vectors, under the numbers of the strings.</summary>
    public IVectorIndex Inner { get; }

    /// <summary>Components of every vector.</summary>
    public int Dimension => Inner.Dimension;

    /// <summary>Ids held.</summary>
    public long Count => Inner.Count;

    /// <summary>Adds a vector under a new id.</summary>
    /// <exception cref="ArgumentException">The id is empty or held already, the length differs, or a component is not finite.</exception>
    public void Add(string id, ReadOnlySpan<float> vector)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        lock (_writer)
        {
            if (_numbers.ContainsKey(id))
            {
                throw new ArgumentException($"Id '{id}' is held already.", nameof(id));
            }

            AddNew(id, vector);
        }
    }

    /// <summary>Adds a vector, or replaces the one held under the id.</summary>
    /// <returns>True when a vector was replaced.</returns>
    /// <exception cref="ArgumentException">The id is empty, the length differs, or a component is not finite.</exception>
    public bool Upsert(string id, ReadOnlySpan<float> vector)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        lock (_writer)
        {
            if (_numbers.TryGetValue(id, out long number))
            {
                return Inner.Upsert(number, vector);
            }

            AddNew(id, vector);
            return false;
        }
    }

    /// <summary>Removes an id; from then on no search returns it.</summary>
    /// <returns>False when the id was not held.</returns>
    public bool Remove(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        lock (_writer)
        {
            if (!_numbers.TryRemove(id, out long number))
            {
                return false;
            }

            Inner.Remove(number);
            _names.TryRemove(number, out _);
            return true;
        }
    }

    /// <summary>Whether the id is held.</summary>
    public bool Contains(string id) => _numbers.ContainsKey(id);

    /// <summary>The number under which <see cref="Inner"/> and a <see cref="MetadataTable"/> know an id, or −1.</summary>
    public long NumberOf(string id) => _numbers.TryGetValue(id, out long number) ? number : -1;

    /// <summary>The id of a number, or null.</summary>
    public string? NameOf(long number) => _names.GetValueOrDefault(number);

    /// <summary>Copies the stored vector.</summary>
    /// <returns>False when the id is not held.</returns>
    public bool TryGetVector(string id, Span<float> destination) => _numbers.TryGetValue(id, out long number) && Inner.TryGetVector(number, destination);

    /// <summary>Finds the nearest vectors.</summary>
    /// <param name="query"><see cref="Dimension"/> finite components.</param>
    /// <param name="results">As many hits as fit, nearest first, each id once.</param>
    /// <param name="parameters">Beam, filter (over numbers), exactness.</param>
    /// <returns>What the search did; a hit removed meanwhile is left out of the count.</returns>
    /// <exception cref="ArgumentException">The length differs, or a component is NaN or infinite.</exception>
    public SearchOutcome Search(ReadOnlySpan<float> query, Span<NamedNeighbor> results, in SearchParameters parameters = default)
    {
        Neighbor[] hits = _hits.Value!;
        if (hits.Length < results.Length)
        {
            _hits.Value = hits = new Neighbor[results.Length];
        }

        SearchOutcome outcome = Inner.Search(query, hits.AsSpan(0, results.Length), parameters);
        int named = 0;
        for (int i = 0; i < outcome.Count; i++)
        {
            if (_names.TryGetValue(hits[i].Id, out string? name))
            {
                results[named++] = new NamedNeighbor(name, hits[i].Distance);
            }
        }

        return outcome with { Count = named };
    }

    /// <summary>Releases the index below, when it holds something to release.</summary>
    public void Dispose()
    {
        _hits.Dispose();
        (Inner as IDisposable)?.Dispose();
    }

    /// <summary>Saves while no other thread changes the names.</summary>
    internal void Save(Action<IReadOnlyList<KeyValuePair<long, string>>> save)
    {
        lock (_writer)
        {
            save([.. _names.OrderBy(n => n.Key)]);
        }
    }

    private void AddNew(string id, ReadOnlySpan<float> vector)
    {
        long number = _next;

        // Before the vector: a search that meets the number finds its name.
        _names[number] = id;
        try
        {
            Inner.Add(number, vector);
        }
        catch
        {
            _names.TryRemove(number, out _);
            throw;
        }

        _numbers[id] = number;
        _next = number + 1;
    }
}
