namespace Trading.Sdk.PatternIndex;

/// <summary>One hit of a search by string ids.</summary>
/// <param name="Id">The id under which the vector was added.</param>
/// <param name="Distance">The distance in the index's <see cref="VectorMetric"/>; smaller is nearer.</param>
public readonly record struct NamedNeighbor(string Id, float Distance);
