namespace Trading.Sdk.PatternIndex;

/// <summary>A collection as the server knows it.</summary>
/// <param name="Id">The UUID by which records are addressed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimension">Components of its vectors; null before the first record.</param>
/// <param name="Metadata">Its own metadata.</param>
public sealed record ChromaCollection(string Id, string Name, int? Dimension, IReadOnlyDictionary<string, MetadataValue> Metadata);
