namespace Trading.Sdk.PatternIndex;

/// <summary>What a search did.</summary>
/// <param name="Count">Hits written to the result span; fewer than asked only when the index holds no more that match, or when <see cref="SearchParameters.ProbeCount"/> limits where it looks.</param>
/// <param name="Exhaustive">True when every vector that could match was compared, so that the hits are exact.</param>
/// <param name="Compared">Distances computed.</param>
public readonly record struct SearchOutcome(int Count, bool Exhaustive, long Compared);
