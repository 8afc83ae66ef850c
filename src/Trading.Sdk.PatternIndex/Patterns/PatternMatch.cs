namespace Trading.Sdk.PatternIndex;

/// <summary>A pattern of the library and how far it is from the question.</summary>
/// <param name="Id">Its id in the library.</param>
/// <param name="Distance">Distance in the library's metric.</param>
/// <param name="Pattern">The pattern.</param>
public readonly record struct PatternMatch(long Id, float Distance, Pattern Pattern);
