namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Vectors of one dimension under unique non-negative ids, searched by nearness. Searches take no locks, allocate nothing
/// and may run on any thread while other threads add and remove; a result never mixes two states of one vector.
/// </summary>
public interface IVectorIndex
{
    /// <summary>Components of every vector.</summary>
    int Dimension { get; }

    /// <summary>How vectors are compared.</summary>
    VectorMetric Metric { get; }

    /// <summary>Ids held.</summary>
    long Count { get; }

    /// <summary>Bytes held for vectors, links and ids.</summary>
    long MemoryBytes { get; }

    /// <summary>Adds a vector under a new id.</summary>
    /// <param name="id">0 or greater, not yet held.</param>
    /// <param name="vector"><see cref="Dimension"/> finite components.</param>
    /// <exception cref="ArgumentException">The id is held already, the length differs, or a component is NaN or infinite.</exception>
    void Add(long id, ReadOnlySpan<float> vector);

    /// <summary>Adds a vector, or replaces the one held under the id.</summary>
    /// <returns>True when a vector was replaced.</returns>
    /// <exception cref="ArgumentException">The length differs, or a component is NaN or infinite.</exception>
    bool Upsert(long id, ReadOnlySpan<float> vector);

    /// <summary>Removes an id; from then on no search returns it.</summary>
    /// <returns>False when the id was not held.</returns>
    bool Remove(long id);

    /// <summary>Whether the id is held.</summary>
    bool Contains(long id);

    /// <summary>Copies the stored vector (normalised under <see cref="VectorMetric.Cosine"/> and <see cref="VectorMetric.Correlation"/>).</summary>
    /// <param name="id">The id.</param>
    /// <param name="destination">At least <see cref="Dimension"/> long.</param>
    /// <returns>False when the id is not held.</returns>
    bool TryGetVector(long id, Span<float> destination);

    /// <summary>Finds the nearest vectors.</summary>
    /// <param name="query"><see cref="Dimension"/> finite components.</param>
    /// <param name="results">As many hits as fit, nearest first, equal distances by id, each id once.</param>
    /// <param name="parameters">Beam, filter, exactness.</param>
    /// <exception cref="ArgumentException">The length differs, or a component is NaN or infinite.</exception>
    SearchOutcome Search(ReadOnlySpan<float> query, Span<Neighbor> results, in SearchParameters parameters = default);

    /// <summary>Appends every vector within a distance, nearest first, equal distances by id. Always exact.</summary>
    /// <param name="query"><see cref="Dimension"/> finite components.</param>
    /// <param name="maximumDistance">Greatest distance that counts, in the index's metric.</param>
    /// <param name="results">Receives the hits.</param>
    /// <param name="filter">Only ids that pass are returned.</param>
    SearchOutcome SearchRange(ReadOnlySpan<float> query, float maximumDistance, ICollection<Neighbor> results, IdFilter? filter = null);

    /// <summary>Finds the nearest vectors of many queries.</summary>
    /// <param name="queries">Row-major, one query of <see cref="Dimension"/> components a row.</param>
    /// <param name="neighborCount">Hits a query, at least 1.</param>
    /// <param name="results">Rows of <paramref name="neighborCount"/> hits; rows with fewer end with id −1 at infinite distance.</param>
    /// <param name="outcomes">Empty, or one entry a query.</param>
    /// <param name="parameters">Beam, filter, exactness.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    void SearchBatch(ReadOnlySpan<float> queries, int neighborCount, Span<Neighbor> results, Span<SearchOutcome> outcomes = default, in SearchParameters parameters = default);
}
