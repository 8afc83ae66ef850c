namespace Trading.Sdk.PatternIndex;

/// <summary>A window of a share with its scores, its bases and its vector.</summary>
/// <param name="EndBar">Index of the last bar.</param>
/// <param name="Pattern">For a <see cref="PatternLibrary"/>. A pattern whose last horizon is not over has the unknown returns as NaN and its label ends never (<see cref="long.MaxValue"/>): no search returns it yet.</param>
/// <param name="Scores">The seven scores as of the last bar.</param>
/// <param name="Bases">Bases that end there.</param>
/// <param name="Vector">Shape, then the seven scores and their mean around 0 (unknown ones 0), weighted.</param>
public sealed record CanslimPattern(int EndBar, Pattern Pattern, CanslimScores Scores, IReadOnlyList<DetectedBase> Bases, float[] Vector);
