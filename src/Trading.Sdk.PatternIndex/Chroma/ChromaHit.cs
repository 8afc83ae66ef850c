namespace Trading.Sdk.PatternIndex;

/// <summary>A record found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Distance">Distance in the collection's space; NaN for a <c>get</c>.</param>
/// <param name="Metadata">Its values; empty when it has none.</param>
/// <param name="Document">Its text, if any.</param>
/// <param name="Embedding">Its vector when asked for.</param>
public sealed record ChromaHit(string Id, double Distance, IReadOnlyDictionary<string, MetadataValue> Metadata, string? Document, float[]? Embedding);
