namespace Trading.Sdk.PatternIndex;

/// <summary>A record to store.</summary>
/// <param name="Id">Not empty.</param>
/// <param name="Embedding">Finite components, as many as the collection's.</param>
/// <param name="Metadata">Values by field; null or empty for none.</param>
/// <param name="Document">Text; null for none.</param>
public sealed record ChromaRecord(string Id, float[] Embedding, IReadOnlyDictionary<string, MetadataValue>? Metadata = null, string? Document = null);
