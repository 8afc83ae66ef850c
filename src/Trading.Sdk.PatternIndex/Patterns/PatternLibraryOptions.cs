namespace Trading.Sdk.PatternIndex;

/// <summary>What a <see cref="PatternLibrary"/> holds; checked when it is made.</summary>
public sealed record PatternLibraryOptions
{
    /// <summary>Components of the vectors. 1 … 65,536, default 32.</summary>
    public int Dimension { get; init; } = 32;

    /// <summary>How vectors are compared. Default <see cref="VectorMetric.SquaredL2"/>.</summary>
    public VectorMetric Metric { get; init; } = VectorMetric.SquaredL2;

    /// <summary>Bars of the windows the vectors were made from, kept with the library so that questions are made alike; 0, the default, when not said.</summary>
    public int WindowBars { get; init; }

    /// <summary>Bars ahead for which a forward return is kept, ascending. Default 1, 5, 20.</summary>
    public IReadOnlyList<int> HorizonBars { get; init; } = [1, 5, 20];

    /// <summary>
    /// False, the default: every search compares all vectors, so that a search as of a time gives exactly what a library cut at
    /// that time would give. True: an <see cref="HnswIndex"/> is searched; it never returns a later pattern either, but which
    /// of the earlier ones it finds depends on its graph.
    /// </summary>
    public bool Approximate { get; init; }

    /// <summary>Shape of the graph when <see cref="Approximate"/>; null takes the defaults.</summary>
    public HnswOptions? Hnsw { get; init; }

    /// <summary>Further metadata fields beside symbol, regime, start, end, labelEnd and flat.</summary>
    public IReadOnlyList<(string Name, MetadataType Type)> Fields { get; init; } = [];

    internal void Validate()
    {
        VectorArguments.CheckDimension(Dimension);
        VectorArguments.CheckMetric(Metric);
        ArgumentOutOfRangeException.ThrowIfNegative(WindowBars, nameof(WindowBars));
        ArgumentNullException.ThrowIfNull(HorizonBars);
        ArgumentNullException.ThrowIfNull(Fields);
        for (int i = 0; i < HorizonBars.Count; i++)
        {
            if (HorizonBars[i] < 1 || (i > 0 && HorizonBars[i] <= HorizonBars[i - 1]))
            {
                throw new ArgumentOutOfRangeException(nameof(HorizonBars), HorizonBars[i], "Horizons are at least 1 bar and ascend.");
            }
        }
    }
}
