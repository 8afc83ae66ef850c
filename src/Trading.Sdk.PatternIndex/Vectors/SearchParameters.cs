namespace Trading.Sdk.PatternIndex;

/// <summary>Settings of one search; <c>default</c> takes the index's own settings and no filter.</summary>
public readonly record struct SearchParameters
{
    /// <summary>Width of the beam of <see cref="HnswIndex"/> (ef): more is slower and finds more. 0, the default, means the index's own; below k it is raised to k.</summary>
    public int Ef { get; init; }

    /// <summary>
    /// Lists searched by an inverted-file index. 0, the default, means the index's own, and all lists when those hold fewer
    /// hits than asked. Given without a filter, exactly so many are searched (as faiss does), even if they hold fewer hits.
    /// </summary>
    public int ProbeCount { get; init; }

    /// <summary>Only ids that pass are returned. Null, the default, lets all pass.</summary>
    public IdFilter? Filter { get; init; }

    /// <summary>Compares every vector, whatever the index. Default false.</summary>
    public bool Exact { get; init; }
}
